package follow_test

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/follow"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// battery is one home that acts and is read once a second, at a phase of its own.
type battery struct {
	dead, age time.Duration // from a level's broadcast to movement; of each reading
	tau       float64       // s
	gain      float64       // of what it is asked, that it does
	most      float64       // W, that it does at most
	noise     float64       // W
	own       float64       // W, that it does where it has no order, or ignores it
	ignores   bool
	mute      func(second int) bool // not read then
	limited   bool                  // says that it is
	lapsed    func(second int) bool // says that no order is in force, and is on its own
	alone     func(second int) bool // is on its own, and says nothing of it
	stale     float64               // of the newest slope, that of the order in force; 0 for the newest

	power float64
	track []float64 // power by tenths of a second
}

func honest() *battery {
	return &battery{dead: 1500 * time.Millisecond, age: time.Second, tau: 1.5, gain: 1, most: math.Inf(1)}
}

// trial is a plant of such homes under one judge.
type trial struct {
	judge   follow.Judge
	homes   []*battery
	share   energy.Participation
	levels  []float64 // by tenths of a second
	second  int
	verdict []follow.Verdict
	random  *rand.Rand
	paused  bool // shares are as granted, whatever the verdict
}

func newTrial(seed uint64, homes ...*battery) *trial {
	t := &trial{homes: homes, share: slopes(2500), verdict: make([]follow.Verdict, len(homes)), random: rand.New(rand.NewPCG(seed, 3))}
	from := make([]int32, len(homes))
	for i, h := range homes {
		from[i], h.power, t.verdict[i].Weight = -1, h.own, 1
	}
	t.judge.Seat(from)
	return t
}

func slopes(w energy.Watts) energy.Participation {
	return energy.Participation{SlopeUp: w, SlopeDown: w, Bounds: energy.Envelope{Min: -w, Max: w}}
}

// granted returns the share of home i: of one that is left out none, of one that is
// probed a small one.
func (t *trial) granted(i int) energy.Participation {
	if t.paused {
		return t.share
	}
	s := t.share
	s.SlopeUp, s.SlopeDown = s.SlopeUp*energy.Watts(t.verdict[i].Weight), s.SlopeDown*energy.Watts(t.verdict[i].Weight)
	return s
}

// run has a level stand for a second: homes are looked at, and then it is said.
func (t *trial) run(level float64) {
	now := noon.Add(time.Duration(t.second) * time.Second)
	for i, h := range t.homes {
		look := follow.Look{Share: t.granted(i), InForce: h.inForce(t.granted(i), t.second), Most: 5000, Limited: h.limited, Age: h.age}
		if n := 10*t.second - int(h.age/(100*time.Millisecond)) - 1; n >= 0 && (h.mute == nil || !h.mute(t.second)) {
			look.Read, look.Power = true, energy.Watts(h.track[n]+h.noise*t.random.NormFloat64())
		} else if n >= 0 {
			look.Read, look.Age = true, h.age+time.Hour // nothing newer
		}
		t.verdict[i] = t.judge.Look(i, &look, now)
	}
	t.judge.Said(level, now)
	for range 10 {
		t.levels = append(t.levels, level)
		for i, h := range t.homes {
			share := h.inForce(t.granted(i), t.second)
			if h.alone != nil && h.alone(t.second) {
				share = energy.Participation{}
			}
			h.step(t.levels, share)
		}
	}
	t.second++
}

// inForce returns the share that a home has in force, of what it was granted.
func (h *battery) inForce(granted energy.Participation, second int) energy.Participation {
	if h.lapsed != nil && h.lapsed(second) {
		return energy.Participation{}
	}
	if h.stale > 0 {
		granted.SlopeUp, granted.SlopeDown = granted.SlopeUp*energy.Watts(h.stale), granted.SlopeDown*energy.Watts(h.stale)
	}
	return granted
}

// step moves a home by a tenth of a second.
func (h *battery) step(levels []float64, share energy.Participation) {
	aim := h.own
	if n := len(levels) - 1 - int(h.dead/(100*time.Millisecond)); n >= 0 && !h.ignores && share.FollowsSignal() {
		aim = min(max(h.gain*float64(share.SlopeUp)*levels[n], -h.most), h.most)
	}
	h.power += (aim - h.power) * -math.Expm1(-0.1/max(h.tau, 1e-3))
	h.track = append(h.track, h.power)
}

// found runs levels until home i is left out, and returns after how many seconds.
func (t *trial) found(i int, levels ...float64) (seconds int, ok bool) {
	for n, level := range levels {
		if t.run(level); t.verdict[i].Weight == 0 {
			return n, true
		}
	}
	return 0, false
}

func repeat(level float64, n int) (out []float64) {
	for range n {
		out = append(out, level)
	}
	return out
}
