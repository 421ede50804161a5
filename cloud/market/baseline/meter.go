package baseline

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/whole"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Sample is a power that was read at At, and held until Until where the home said
// so, which is otherwise At.
type Sample struct {
	At, Until time.Time
	Power     energy.Watts
	State     State
}

// Metering is how energy by interval comes from power as it was read.
type Metering struct {
	Step time.Duration
	// Hold is how long a sample stands where neither the next one nor its Until
	// says so: twice the period in which they come.
	Hold time.Duration
	// Least is how much of an interval samples must cover for it to be Metered, in
	// thousandths. The energy is what was covered, scaled up to the whole.
	Least int64
}

// DefaultMetering is five minutes, of which 95 % are covered by samples a second
// apart.
func DefaultMetering() Metering {
	return Metering{Step: 5 * time.Minute, Hold: 2 * time.Second, Least: 950}
}

// covered is what samples say of one interval: time in ms by state, and energy in
// mW ms of what is Metered.
type covered struct {
	time   [Metered + 1]int64
	energy int64
}

// Course returns the energies of span, whose ends are on steps of the Unix epoch,
// from samples in order of time, those of up to Hold before it included. The
// times count to the millisecond, the power to the milliwatt.
func (m Metering) Course(meter string, samples []Sample, span energy.Interval) (Course, error) {
	if err := m.check(samples, span); err != nil {
		return Course{}, &fault.Error{Op: "meter", Kind: fault.Invalid, Subject: meter, Err: err, Hint: "give samples in order of time, and a span of whole steps"}
	}
	step, begin := m.Step.Milliseconds(), span.Start.UnixMilli()
	parts := make([]covered, span.Duration()/m.Step)
	for i, s := range samples {
		from, to := s.At.UnixMilli(), max(s.At.Add(m.Hold).UnixMilli(), s.Until.UnixMilli())
		if i+1 < len(samples) {
			to = min(to, samples[i+1].At.UnixMilli())
		}
		from, to = max(from, begin), min(to, begin+step*int64(len(parts)))
		for from < to {
			n := (from - begin) / step
			until := min(to, begin+(n+1)*step)
			parts[n].add(s, until-from)
			from = until
		}
	}
	c := Course{Meter: meter, Step: m.Step}
	for n := range parts {
		at := m.interval(&parts[n], span.Start.Add(time.Duration(n)*m.Step))
		if at.State == Metered {
			c.Filled += m.Step - time.Duration(parts[n].time[Metered])*time.Millisecond
		}
		c.Intervals = append(c.Intervals, at)
	}
	return c, nil
}

func (p *covered) add(s Sample, ms int64) {
	p.time[s.State] += ms
	if s.State == Metered {
		p.energy += int64(math.Round(float64(s.Power)*1000)) * ms
	}
}

const (
	hourMilliseconds = 3_600_000
	// mostPower keeps a day's energy within MostEnergy.
	mostPower energy.Watts = 4e6
)

func (m Metering) interval(p *covered, start time.Time) Interval {
	at := Interval{Start: start.UTC()}
	step := m.Step.Milliseconds()
	sum := int64(0)
	for s := Metered; s > Missing; s-- {
		if sum += p.time[s]; sum*1000 >= m.Least*step && sum > 0 {
			at.State = s
			break
		}
	}
	if at.State == Metered {
		at.Energy = Energy(whole.Scale(p.energy, step, p.time[Metered]*hourMilliseconds))
	}
	return at
}

func (m Metering) check(samples []Sample, span energy.Interval) error {
	step := m.Step.Milliseconds()
	switch {
	case m.Step < time.Minute || m.Step%time.Second != 0 || m.Hold < 0 || m.Least < 1 || m.Least > 1000:
		return fmt.Errorf("metering by %+v", m)
	case span.Duration() <= 0 || span.Duration()%m.Step != 0 || span.Duration() > 400*24*time.Hour || span.Start.UnixMilli()%step != 0:
		return fmt.Errorf("span %v", span)
	}
	for i, s := range samples {
		switch {
		case i > 0 && s.At.Before(samples[i-1].At):
			return errors.New("a sample is older than the one before it: " + s.At.String())
		case s.State > Metered || !energy.IsFinite(s.Power) || s.Power.Abs() > mostPower:
			return fmt.Errorf("sample %+v", s)
		}
	}
	return nil
}

// Digest returns the SHA-256 of samples: of each, in order, time and end in ms
// since 1970, power in mW and state, as big-endian 64-bit integers.
func Digest(samples []Sample) [sha256.Size]byte {
	h := sha256.New()
	var b []byte
	for _, s := range samples {
		b = b[:0]
		for _, v := range [...]int64{s.At.UnixMilli(), s.Until.UnixMilli(), int64(math.Round(float64(s.Power) * 1000)), int64(s.State)} {
			b = binary.BigEndian.AppendUint64(b, uint64(v))
		}
		h.Write(b)
	}
	return [sha256.Size]byte(h.Sum(nil))
}
