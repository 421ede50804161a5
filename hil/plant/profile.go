package plant

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Channel says which power of a home a Profile replaces.
type Channel uint8

// The channels.
const (
	LoadChannel Channel = iota // negative consumes
	PVChannel                  // positive generates
)

// Profile is a recording of one power at even steps.
type Profile struct {
	Name    string
	Channel Channel
	Step    time.Duration
	Start   time.Duration // local time of day of the first sample
	Unit    Unit
	Samples []float32
	Held    int // samples that the recording lacks and the one before stands for
}

// Unit says what a Profile's samples count.
type Unit uint8

// The units.
const (
	InWatts Unit = iota
	PerPeak      // share of the home's PV peak
)

// Constant returns a profile that is always p: a scenario's steady load
// (negative) or sun.
func Constant(channel Channel, p energy.Watts) *Profile {
	return &Profile{Name: "constant", Channel: channel, Step: 24 * time.Hour, Samples: []float32{float32(p)}}
}

// Duration returns how long one round of the profile lasts: whole days where
// it has one, so that repeating it keeps the time of day.
func (p *Profile) Duration() time.Duration {
	const day = 24 * time.Hour
	if whole := p.length().Truncate(day); whole > 0 {
		return whole
	}
	return p.length()
}

func (p *Profile) length() time.Duration { return time.Duration(len(p.Samples)) * p.Step }

// Days returns the whole days in the profile, at least 1.
func (p *Profile) Days() int { return max(1, int(p.Duration()/(24*time.Hour))) }

// Replay plays a profile in one home, over and over, at the local time of day
// it was recorded at, Offset further on.
type Replay struct {
	Profile *Profile
	Offset  time.Duration
}

// playable tells whether at may be asked; no replay at all is fine.
func (r *Replay) playable() bool {
	return r == nil || r.Profile != nil && len(r.Profile.Samples) > 0 && r.Profile.Step > 0
}

// at returns the power at the sky's time, in W.
func (r *Replay) at(s sky, peak energy.Watts) float64 {
	p := r.Profile
	clock := time.Duration(s.day)*24*time.Hour + time.Duration(s.hour*float64(time.Hour))
	round := p.Duration()
	into := (clock + r.Offset - p.Start) % round
	if into < 0 {
		into += round
	}
	value := float64(p.Samples[min(int(into/p.Step), len(p.Samples)-1)])
	if p.Unit == PerPeak {
		return value * float64(peak)
	}
	return value
}
