package dispatch_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch/follow"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// guarded is a street whose plant leaves out homes that do not follow.
type guarded struct {
	*street
	judge   *follow.Judge // nil for none
	slopes  []energy.Watts
	verdict []follow.Verdict
	state   dispatch.State
}

func newGuarded(n int, late time.Duration, seed uint64) *guarded {
	g := &guarded{street: newStreet(n, measuredSpeed, 1, seed), judge: &follow.Judge{}, verdict: make([]follow.Verdict, n)}
	g.late, g.noise = late, 30
	from := make([]int32, n)
	for i := range g.houses {
		from[i] = -1
		g.slopes = append(g.slopes, g.houses[i].slope)
	}
	g.judge.Seat(from)
	return g
}

// lie has three of ten homes go the other way, ignore what they took, do a third of
// it, or be slow by minutes, each in turn.
func (g *guarded) lie() {
	n := 0
	for i := range g.houses {
		if i%10 >= 3 {
			continue
		}
		h := &g.houses[i]
		switch n++; n % 4 {
		case 0:
			h.ignores, h.aim, h.now = true, 1500, 1500
		case 1:
			h.gain = -1
		case 2:
			h.gain = 0.3
		case 3:
			h.decay = math.Exp(-stride.Seconds() / 120)
		}
	}
}

// look grants each home what its verdict is, and returns what is granted to all and
// what is loose.
func (g *guarded) look() (granted, loose energy.Watts) {
	for i := range g.houses {
		h := &g.houses[i]
		if g.judge == nil {
			granted += h.slope
			continue
		}
		share := energy.Participation{SlopeUp: h.slope, SlopeDown: h.slope}
		g.verdict[i] = g.judge.Look(i, &follow.Look{
			Share: share, InForce: share, Read: !h.seen.at.IsZero(), Power: h.seen.power, Age: g.now.Sub(h.seen.at), Most: g.slopes[i],
		}, g.now)
		if h.slope = g.slopes[i] * energy.Watts(g.verdict[i].Weight); h.slope == 0 {
			loose += h.seen.power
		}
		granted += h.slope
	}
	return granted, loose
}

// hold has the plant follow a target for a time, and returns the least, the mean and
// the most that flowed in its last minute.
func (g *guarded) hold(target energy.Watts, during time.Duration) (low, mean, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	const last = time.Minute
	for start := g.now; g.now.Sub(start) < during; {
		if at := g.now.Sub(start); at%time.Second == 0 {
			total, age := g.total()
			granted, loose := g.look()
			var out dispatch.Output
			g.state, out = dispatch.Step(g.state, dispatch.Input{Target: target, Up: granted, Down: granted, Loose: loose, Total: total, Age: age}, g.now)
			g.level, g.heard = out.Level, g.now.Add(network)
			if g.judge != nil {
				g.judge.Said(out.Level, g.now)
			}
			if at >= during-last {
				p := float64(g.truth())
				low, mean, high = min(low, p), mean+p/last.Seconds(), max(high, p)
			}
		}
		g.step()
	}
	return low, mean, high
}

func (g *guarded) left() (out, honest int) {
	for i, v := range g.verdict {
		if g.judge == nil || v.Weight == 1 {
			continue
		}
		if out++; i%10 >= 3 {
			honest++
		}
	}
	return out, honest
}

// TestTheLoopIsStableWhileHomesLie: 30 % of the homes lie and readings are up to 5 s
// old. Each target is reached and nothing swings; those who lie are left out, and
// nobody else. What margin is left is shown by twice the age, and, with nobody left
// out, by homes that do half or twice of what they are asked.
func TestTheLoopIsStableWhileHomesLie(t *testing.T) {
	const homes, capacity = 100, 500_000
	f := func(name string, late time.Duration, judged bool, gain energy.Watts, most float64, liars int) {
		t.Helper()
		g := newGuarded(homes, late, 1)
		if !judged {
			g.judge = nil
		}
		for i := range g.houses {
			g.houses[i].gain = gain
		}
		g.lie()
		worst, swing := 0.0, 0.0
		for _, target := range []energy.Watts{150_000, -150_000, 100_000, -50_000} {
			low, mean, high := g.hold(target, 3*time.Minute)
			worst, swing = max(worst, math.Abs(mean-float64(target))/capacity), max(swing, (high-low)/capacity)
		}
		out, honest := g.left()
		t.Logf("%s, read %v late: off by %.4f of the capacity, moves by %.4f; %d homes left out, %d of them follow", name, late, worst, swing, out, honest)
		require.Less(t, worst, most)
		require.Less(t, swing, 3*most, "probes of 30 homes among it")
		require.Zero(t, honest)
		require.GreaterOrEqual(t, out, liars)
	}
	for late := range 6 {
		f("30 % lie", time.Duration(late)*time.Second, true, 1, 0.01, 28)
	}
	f("twice the age, too old to judge by", 10*time.Second, true, 1, 0.02, 0)
	f("half of what is asked", 5*time.Second, false, 0.5, 0.02, 0)
	f("twice of what is asked", 5*time.Second, false, 2, 0.02, 0)
}
