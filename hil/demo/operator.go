package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Levels is a regulation signal: the level -1..1 at a time since its start.
type Levels interface {
	Level(time.Duration) float64
}

// Operator plays the grid operator: it assigns the plant a capacity and sends
// it a new target each signalPeriod, as a control centre would.
type Operator struct {
	url    string // of the plant
	levels Levels
	log    *slog.Logger
	asked  atomic.Pointer[asked]
}

// asked is a target, and the one before it.
type asked struct {
	target, before energy.Watts
	from           time.Time
	first          bool
}

// Asked returns the power the operator wanted at an instant of the last signalPeriod,
// and false before its first target. It is what a plant is scored against: what the
// plant says of its target may be a second old.
func (o *Operator) Asked(at time.Time) (energy.Watts, bool) {
	switch a := o.asked.Load(); {
	case a == nil || a.first && at.Before(a.from):
		return 0, false
	case at.Before(a.from):
		return a.before, true
	default:
		return a.target, true
	}
}

const (
	signalPeriod = 2 * time.Second
	// targetLife outlives a few lost sends and ends the target soon after the
	// operator is gone.
	targetLife = 15 * time.Second
	// assignedShare of what the plant offers, so that it can follow for long.
	assignedShare = 0.4
)

// Run sends targets until ctx ends. capacity is asked anew each time, for an
// offer moves with the homes; the assignment only ever follows it down.
func (o *Operator) Run(ctx context.Context, offered func() energy.Watts) error {
	tick := time.NewTicker(signalPeriod)
	defer tick.Stop()
	start, assigned, failing := time.Now(), energy.Watts(0), false
	for {
		if offer := assignedShare * offered(); assigned == 0 || offer > 0 && offer < assigned/2 {
			assigned = offer
		}
		target := energy.Watts(o.levels.Level(time.Since(start))) * assigned
		if err := o.assign(ctx, assigned, target); (err != nil) != failing && ctx.Err() == nil {
			failing = err != nil // as while a call of a programme has the plant
			o.log.Warn("targets changed", "taken", !failing, "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// assign sends the target of a plant that has an assignment.
func (o *Operator) assign(ctx context.Context, assigned, target energy.Watts) error {
	if assigned == 0 {
		return nil
	}
	next := &asked{target: target, from: time.Now(), first: true}
	if last := o.asked.Load(); last != nil {
		next.before, next.first = last.target, false
	}
	o.asked.Store(next)
	return o.send(ctx, assigned, target)
}

func (o *Operator) send(ctx context.Context, assigned, target energy.Watts) error {
	ctx, cancel := context.WithTimeout(ctx, signalPeriod)
	defer cancel()
	body, err := json.Marshal(map[string]any{"power_w": target, "capacity_w": assigned, "for_ms": targetLife.Milliseconds()})
	if err != nil {
		return fmt.Errorf("encode target: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, o.url+"/target", bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("send target: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("send target: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("send target: server answered %s", resp.Status)
	}
	return nil
}
