package world

import (
	"context"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Config says what world it is.
type Config struct {
	Seed     uint64
	Homes    int
	Start    time.Time     // simulated
	Step     time.Duration // of simulated time, to MaxStep; 100 ms is fine for control, 0 is 1 s
	Speed    float64       // simulated seconds per second of the clock, above 0; for Run only
	Profiles plant.Profiles
}

// Truth is what all homes together do at one instant.
type Truth struct {
	Homes    int          `json:"homes"`
	BatteryW energy.Watts `json:"battery_w"` // positive discharges
	GridW    energy.Watts `json:"grid_w"`    // positive exports
}

// World is a running town.
type World struct {
	config Config
	town   *plant.Town
	banks  []*device.Bank
}

// The place of the town: Munich, where sun and load are as in the recordings'
// latitudes.
const latitude, longitude = 48.1, 11.6

// New builds a world whose homes are drawn from the seed: home i is the same
// in a world of any size.
func New(c Config) (*World, error) {
	if c.Step <= 0 {
		c.Step = time.Second
	}
	town, err := plant.NewTown(plant.Config{Seed: c.Seed, Start: c.Start, Latitude: latitude, Longitude: longitude})
	if err != nil {
		return nil, err
	}
	w := &World{config: c, town: town}
	for i := range c.Homes {
		if _, err := w.Add(w.draw(i)); err != nil {
			return nil, fmt.Errorf("home %d: %w", i+1, err)
		}
	}
	return w, nil
}

// draw is home i of the seed.
func (w *World) draw(i int) House {
	h := House{Spec: w.config.Profiles.Cast(plant.Draw(w.config.Seed<<20 + uint64(i))), Shape: device.ACCoupled}
	if h.Spec.Coupling == plant.DC {
		h.Shape = device.Hybrid
	}
	return h
}

func serial(i int) string { return fmt.Sprintf("HG%06d", i+1) }

// Advance moves the world by one step.
func (w *World) Advance() { w.move(w.config.Step) }

// Truth returns what the homes do now.
func (w *World) Truth() Truth {
	t := Truth{Homes: len(w.banks)}
	for _, h := range w.town.Homes() {
		s := h.State()
		t.BatteryW += s.Battery
		t.GridW += s.Grid
	}
	return t
}

// Run moves the world with the clock until ctx ends and calls each once a
// second of simulated time. Steps that a busy machine could not make in time
// are made up for, so simulated time keeps its pace.
func (w *World) Run(ctx context.Context, each func(Truth)) error {
	wall := time.Duration(float64(w.config.Step) / w.config.Speed)
	tick := time.NewTicker(wall)
	defer tick.Stop()
	start, done := time.Now(), 0
	perSecond := max(1, int(time.Second/w.config.Step))
	for {
		for due := int(time.Since(start) / wall); done < due; done++ {
			w.Advance()
			if done%perSecond == 0 {
				each(w.Truth())
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
