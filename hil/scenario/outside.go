package scenario

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// outside stands for a gateway that keeps its own time and tells nothing here.
type outside struct{}

func (outside) Pass(context.Context) (energy.Snapshot, energy.Decision) {
	return energy.Snapshot{}, energy.Decision{}
}

func (outside) Accept(energy.Order) error {
	return &fault.Error{Op: "order", Kind: fault.Unsupported, Hint: "a bench has no uplink"}
}

func (o outside) Deliver([]byte) error { return o.Accept(energy.Order{}) }

func (outside) Moment() energy.Moment { return energy.Moment{} }

func (outside) Hear(energy.Signal) {}

func (outside) Pause(time.Duration) error { return nobody() }

func (outside) Resume() error { return nobody() }

func (outside) Storm(time.Duration) error { return nobody() }

func (outside) Calm() error { return nobody() }

func (outside) Reserve(energy.Ratio) error { return nobody() }

func (outside) Plan(string) error { return nobody() }

func (outside) ClearPlan() error { return nobody() }

func (outside) Clear() error { return nobody() }

func (outside) Beat(string) error { return nobody() }

func (outside) Dim(string, Dim) error { return nobody() }

func (outside) Reset(bool) error { return nobody() }

func (outside) Stand(bool) error { return nobody() }

func nobody() error {
	return &fault.Error{Op: "act as the owner", Kind: fault.Unsupported, Hint: "nobody is in the home on a bench"}
}
