package e2e_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// town is the physics of a plant's homes, moved in real time.
type town struct {
	mu    sync.Mutex // guards all below and the homes' models
	model *plant.Town
	homes []*home

	held    energy.Hertz // what the grid's frequency is kept at; 0: it wanders
	shifted energy.Hertz
}

// step is how finely physics moves.
const step = 100 * time.Millisecond

// newTown starts a town that ends with the test.
func newTown(t *testing.T) *town {
	t.Helper()
	model, err := plant.NewTown(plant.Config{Seed: 1, Start: time.Now(), Latitude: 48.1, Longitude: 11.6})
	require.NoError(t, err)
	w := &town{model: model}
	during(t, w.run)
	return w
}

// during runs f until the test ends and waits for it.
func during(t *testing.T, f func(context.Context) error) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// run keeps simulated time at the pace of the clock, whatever the machine does.
func (w *town) run(ctx context.Context) error {
	tick := time.NewTicker(step)
	defer tick.Stop()
	start, done := time.Now(), 0
	for {
		for due := int(time.Since(start) / step); done < due; done++ {
			w.advance()
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (w *town) advance() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.held != 0 {
		w.shifted += w.held - w.model.Frequency()
		w.model.ShiftFrequency(w.shifted)
	}
	w.model.Step(step)
	for _, h := range w.homes {
		h.bank.Tick(w.model.Now())
	}
}
