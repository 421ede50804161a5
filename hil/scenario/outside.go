package scenario

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Outside stands for a gateway that keeps its own time, tells nothing here and cannot be
// spoken to.
type Outside struct{}

// Pass tells nothing.
func (Outside) Pass(context.Context) (energy.Snapshot, energy.Decision) {
	return energy.Snapshot{}, energy.Decision{}
}

// Accept refuses: nobody is there to take it.
func (Outside) Accept(energy.Order) error {
	return &fault.Error{Op: "order", Kind: fault.Unsupported, Hint: "a bench has no uplink"}
}

// Deliver refuses.
func (o Outside) Deliver([]byte) error { return o.Accept(energy.Order{}) }

// Arm refuses.
func (o Outside) Arm([]byte) error { return o.Accept(energy.Order{}) }

// Moment is none.
func (Outside) Moment() energy.Moment { return energy.Moment{} }

// Hear does nothing.
func (Outside) Hear(energy.Signal) {}

// Pause refuses, as all that somebody in the home does.
func (Outside) Pause(time.Duration) error { return nobody() }

// Resume refuses.
func (Outside) Resume() error { return nobody() }

// Storm refuses.
func (Outside) Storm(time.Duration) error { return nobody() }

// Calm refuses.
func (Outside) Calm() error { return nobody() }

// Reserve refuses.
func (Outside) Reserve(energy.Ratio) error { return nobody() }

// Plan refuses.
func (Outside) Plan(string) error { return nobody() }

// ClearPlan refuses.
func (Outside) ClearPlan() error { return nobody() }

// Clear refuses.
func (Outside) Clear() error { return nobody() }

// Beat refuses.
func (Outside) Beat(string) error { return nobody() }

// Dim refuses.
func (Outside) Dim(string, Dim) error { return nobody() }

// Reset refuses.
func (Outside) Reset(bool) error { return nobody() }

// Stand refuses.
func (Outside) Stand(bool) error { return nobody() }

func nobody() error {
	return &fault.Error{Op: "act as the owner", Kind: fault.Unsupported, Hint: "nobody is in the home on a bench"}
}
