package dispatch_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// trust is how often an interval held the truth, how far its mean was from it
// (root mean square) and how wide it was, the latter in shares of the capacity.
type trust struct{ inside, miss, width float64 }

func (s *trust) add(e energy.Estimate, truth, capacity energy.Watts, seconds float64) {
	in, off := e.Interval(0.9), float64((e.Mean-truth)/capacity)
	if in.Contains(truth) {
		s.inside += 1 / seconds
	}
	s.width += float64((in.Max-in.Min)/capacity) / seconds
	s.miss = math.Sqrt(s.miss*s.miss + off*off/seconds)
}

// trusted runs a plant over levels of what is assigned to it, and returns how
// far its estimate could be trusted, brought to now and as it was read.
func trusted(homes int, levels []float64, following energy.Ratio, sp speed) (now, read trust) {
	s := newStreet(homes, sp, following, 1)
	assigned, seconds := s.capacity()/1.5, 2*float64(len(levels))
	var state dispatch.State
	var moved, still energy.Estimate
	target := func(at time.Duration) energy.Watts { return energy.Watts(levels[int(at/(2*time.Second))]) * assigned }
	loop := func(in dispatch.Input, at time.Time) (out dispatch.Output) {
		state, out = dispatch.Step(state, in, at)
		moved, still = state.Now(in.Total, in.Age, at), in.Total
		return out
	}
	s.follow(time.Duration(seconds)*time.Second, target, loop, func(_, truth energy.Watts) {
		now.add(moved, truth, s.capacity(), seconds)
		read.add(still, truth, s.capacity(), seconds)
	})
	return now, read
}

// TestTheTruthLiesInsideTheInterval: all homes move with one signal, so that
// the errors of their readings do not cancel. The 90 % interval still holds the
// truth in nine instants of ten or more, and in less than eight never.
func TestTheTruthLiesInsideTheInterval(t *testing.T) {
	f := func(name string, homes int, levels []float64, following energy.Ratio, sp speed) {
		t.Helper()
		now, read := trusted(homes, levels, following, sp)
		t.Logf("%s, %d homes, %.0f %% follow: inside %.3f (as read %.3f), error %.4f (%.4f), width %.3f (%.3f)",
			name, homes, 100*following, now.inside, read.inside, now.miss, read.miss, now.width, read.width)
		require.GreaterOrEqual(t, now.inside, 0.8)
		require.Less(t, now.miss, read.miss, "the readings are brought to now")
		require.Less(t, now.width, 0.15, "it says something")
	}
	slow := speed{time.Second, 3 * time.Second, 9 * time.Second, 30 * time.Second}
	for _, homes := range []int{20, 200, 1000} {
		f("synthetic", homes, regulation(1, 300), 1, measuredSpeed)
		f("synthetic", homes, regulation(2, 300), 0.8, measuredSpeed)
		f("synthetic, slow homes", homes, regulation(3, 300), 1, slow)
	}
	real := recorded(t)
	for i := range 3 {
		f("recorded", 200, real[i*3000:i*3000+300], 1, measuredSpeed)
		f("recorded", 500, real[i*3000:i*3000+300], 0.8, measuredSpeed)
	}
}

// TestTheStatusIsBroughtToTheTick: seconds after a step, what is shown is ahead
// of what was read, and in more doubt than at rest.
func TestTheStatusIsBroughtToTheTick(t *testing.T) {
	running(t, 50, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		want(t, p, 40_000, time.Hour)
		f.run(120)
		width := func() energy.Watts { in := p.Status().Interval; return in.Max - in.Min }
		read := func() energy.Watts { return f.View(time.Now()).Total.Mean }
		require.InDelta(t, float64(read()), float64(p.Status().Total.Mean), 400)
		rest := width()
		want(t, p, 100_000, time.Hour)
		f.run(3)
		require.Greater(t, p.Status().Total.Mean, read()+5000)
		require.Greater(t, width(), rest+5000)
		f.run(60)
		require.InDelta(t, float64(read()), float64(p.Status().Total.Mean), 1000)
	})
}
