package plant

import (
	"errors"
	"math/rand/v2"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Degrees is an angle in degrees. Azimuths run clockwise from north.
type Degrees float64

// Metres is a length in m.
type Metres float64

// Config places a town. The same Config gives the same weather and frequency.
type Config struct {
	Seed      uint64
	Start     time.Time // simulated; its location sets the households' local time
	Latitude  Degrees   // positive north, -66..66
	Longitude Degrees   // positive east, -180..180
}

// Town is a set of homes that share clouds, weather, frequency and feeder.
// It is not safe for concurrent use.
type Town struct {
	config    Config
	begun     int // its first day
	elapsed   time.Duration
	last      time.Duration // the last step
	clouds    *clouds
	random    *rand.Rand
	frequency wander
	feeder    wander
	shift     energy.Hertz
	heat      float64 // °C added to the outdoor temperature
	cut       bool
	sky       sky
	homes     []*Home
}

// NewTown returns a town without homes.
func NewTown(c Config) (*Town, error) {
	if err := c.validate(); err != nil {
		return nil, &fault.Error{Op: "make town", Kind: fault.Invalid, Err: err, Hint: "latitude -66..66, longitude -180..180, a start time"}
	}
	t := &Town{
		config: c, begun: dayNumber(c.Start), random: source(c.Seed, 1), clouds: newClouds(source(c.Seed, 2)),
		frequency: wander{sigma: frequencySigma, tau: frequencyTau},
		feeder:    wander{sigma: feederSigma, tau: feederTau},
	}
	t.frequency.start(t.random)
	t.feeder.start(t.random)
	t.look()
	return t, nil
}

func (c Config) validate() error {
	switch {
	case !(c.Latitude >= -66 && c.Latitude <= 66):
		return errors.New("latitude out of range")
	case !(c.Longitude >= -180 && c.Longitude <= 180):
		return errors.New("longitude out of range")
	case c.Start.IsZero():
		return errors.New("no start time")
	}
	return nil
}

// Add builds a home from spec and returns it, settled at the town's now.
func (t *Town) Add(spec Spec) (*Home, error) {
	if err := spec.validate(); err != nil {
		return nil, &fault.Error{Op: "add home", Kind: fault.Invalid, Err: err, Hint: "start from Draw(seed) and change what differs"}
	}
	h := newHome(spec, t.sky)
	t.homes = append(t.homes, h)
	return h, nil
}

// Step moves the town and every home by dt. A dt that is not positive does
// nothing. Steps of 100 ms to 1 min keep the response of a battery meaningful.
func (t *Town) Step(dt time.Duration) {
	if dt <= 0 {
		return
	}
	t.elapsed += dt
	t.last = dt
	t.frequency.step(t.random, dt)
	t.feeder.step(t.random, dt)
	t.look()
	for _, h := range t.homes {
		h.step(t.sky, dt)
	}
}

// Now returns the simulated time.
func (t *Town) Now() time.Time { return t.sky.at }

// Homes returns the homes in the order they were added. The slice is the
// town's own: do not change it.
func (t *Town) Homes() []*Home { return t.homes }

// Frequency returns the grid frequency now.
func (t *Town) Frequency() energy.Hertz { return t.sky.frequency }

// ShiftFrequency adds df to the frequency from the next step on, as a lost
// power station would; 0 ends it.
func (t *Town) ShiftFrequency(df energy.Hertz) { t.shift = df }

// Sky returns how much of the sunbeam reaches a place now: 1 under a clear
// sky, near 0 under thick cloud. x points east, y north, from the town's middle.
func (t *Town) Sky(x, y Metres) energy.Ratio {
	return energy.Ratio(1 - t.clouds.opacity(x, y, t.elapsed.Seconds()))
}

func source(seed, stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }
