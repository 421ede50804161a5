package main

import (
	"context"
	"slices"
	"syscall"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/hil/child"
	"github.com/hearthgrid/hearthgrid/hil/scenario"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// socketed is a gateway process, spoken to by the socket that people in the home use,
// and over its uplink.
type socketed struct {
	road
	process *child.Child
	local.Client
	last local.Explanation
}

// The process has so long to say what it did; what it said last stands for so long.
const askWithin, stands = 300 * time.Millisecond, 5 * time.Second

// Pass lets the process pass by itself and asks what it did; a process that does
// not answer said nothing.
func (s *socketed) Pass(ctx context.Context) (energy.Snapshot, energy.Decision) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	if e, err := s.Explain(ctx, time.Time{}); err == nil {
		s.last = e
	}
	if time.Since(s.last.At) > stands {
		return energy.Snapshot{}, energy.Decision{}
	}
	return snapshotOf(s.last), decisionOf(s.last)
}

func snapshotOf(e local.Explanation) energy.Snapshot {
	watts := func(v *float64) energy.Reading[energy.Watts] {
		if v == nil {
			return energy.Reading[energy.Watts]{}
		}
		return energy.Read(energy.Watts(*v), e.At)
	}
	s := energy.Snapshot{At: e.At, Grid: watts(e.Grid), Battery: watts(e.Battery), PV: watts(e.PV), Load: watts(e.Load)}
	if e.SoC != nil {
		s.SoC = energy.Read(energy.Ratio(*e.SoC), e.At)
	}
	return s
}

func decisionOf(e local.Explanation) energy.Decision {
	d := energy.Decision{Order: e.Order, LeaseLeft: time.Duration(e.LeaseMS) * time.Millisecond, Arm: e.Arm, ArmLeft: time.Duration(e.ArmMS) * time.Millisecond, Approved: wanted(e.Approved), Curtail: wanted(e.Curtail)}
	for s := energy.Failsafe; s <= energy.Controlled; s++ {
		if s.String() == e.Safety {
			d.State = s
		}
	}
	for l := range energy.NumLayers {
		name := energy.Layer(l).String()
		if name == e.Layer {
			d.Layer = energy.Layer(l)
		}
		if p, asked := e.Wants[name]; asked {
			d.Wants[l] = energy.WantPower(energy.Watts(p))
		}
	}
	for b := energy.Bounds(1); b.String() != "unknown"; b <<= 1 {
		if slices.Contains(e.Bounds, b.String()) {
			d.Bounds |= b
		}
	}
	return d
}

func wanted(p *float64) energy.Want {
	if p == nil {
		return energy.Want{}
	}
	return energy.WantPower(energy.Watts(*p))
}

func (s *socketed) act(a local.Act) error { return s.Do(context.Background(), a) }

func (s *socketed) Pause(d time.Duration) error { return s.act(local.Act{Verb: local.Pause, For: d}) }

func (s *socketed) Resume() error { return s.act(local.Act{Verb: local.Resume}) }

func (s *socketed) Reserve(keep energy.Ratio) error {
	return s.act(local.Act{Verb: local.Reserve, Share: keep})
}

func (s *socketed) Storm(d time.Duration) error {
	return s.act(local.Act{Verb: local.Storm, Share: 1, For: d})
}

func (s *socketed) Calm() error { return s.act(local.Act{Verb: local.Calm}) }

func (s *socketed) Plan(text string) error {
	return s.act(local.Act{Verb: local.SetPlan, Plan: text})
}

func (s *socketed) ClearPlan() error { return s.act(local.Act{Verb: local.ClearPlan}) }

func (s *socketed) Clear() error { return s.act(local.Act{Verb: local.Clear}) }

func (s *socketed) Beat(from string) error {
	return s.act(local.Act{Verb: local.Beat, Guard: from})
}

func (s *socketed) Dim(from string, d scenario.Dim) error {
	return s.act(local.Act{Verb: local.Dim, Guard: from, Exporting: d.Export, Active: d.Active, Power: d.Power, Timed: d.Lasts > 0, For: d.Lasts})
}

func (s *socketed) Reset(installer bool) error {
	if installer {
		return s.act(local.Act{Verb: local.ResetExpert})
	}
	return s.act(local.Act{Verb: local.Reset})
}

// Stand stops the process, or lets it go on.
func (s *socketed) Stand(still bool) error {
	if still {
		return s.process.Signal(syscall.SIGSTOP)
	}
	return s.process.Signal(syscall.SIGCONT)
}
