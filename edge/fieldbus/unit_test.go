package fieldbus

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// event is what may come of one exchange with a unit.
type event struct {
	what  string
	after time.Duration // it is asked that long after it may be
	cost  time.Duration
}

func drawEvent(t *rapid.T) event {
	return event{
		what:  rapid.SampledFrom([]string{"answered", "strained", "missed"}).Draw(t, "what"),
		after: time.Duration(rapid.IntRange(0, 5000).Draw(t, "after_ms")) * time.Millisecond,
		cost:  time.Duration(rapid.IntRange(1, 2000).Draw(t, "cost_ms")) * time.Millisecond,
	}
}

// Whatever a unit does: its gap is bounded, it is never given up, silence is
// two misses in a row, and the time in its state counts from its beginning.
func TestUnitAfterAnyHistory(t *testing.T) {
	const most = 15 * time.Second
	rapid.Check(t, func(t *rapid.T) {
		u := unit{least: time.Duration(rapid.IntRange(0, 1000).Draw(t, "least_ms")) * time.Millisecond}
		now, misses := time.Unix(1e9, 0), 0
		for _, e := range rapid.SliceOfN(rapid.Custom(drawEvent), 1, 60).Draw(t, "events") {
			now = later(now, u.next).Add(e.after + e.cost)
			before := u
			switch e.what {
			case "answered":
				u.answered(now)
				misses = 0
			case "strained":
				u.strained(now)
				misses = 0
			case "missed":
				u.missed(now, e.cost, most)
				misses++
			}
			require.GreaterOrEqual(t, u.next.Sub(now), u.least)
			require.LessOrEqual(t, u.next.Sub(now), max(most, u.least))
			require.Equal(t, misses >= 2, u.state == Silent)
			if u.state == Silent {
				require.GreaterOrEqual(t, u.next.Sub(now), min(2*e.cost, most), "a third of the line at most")
			}
			if u.state == before.state {
				require.Equal(t, before.since, u.since)
			} else {
				require.Equal(t, now, u.since)
			}
		}
	})
}

func TestGapGrowsAndDecays(t *testing.T) {
	var u unit
	now := time.Unix(1e9, 0)
	gap := func() time.Duration { return u.next.Sub(now) }
	for _, want := range []time.Duration{20, 40, 80, 160, 320, 640, 1280, 2000, 2000} {
		u.strained(now)
		require.Equal(t, want*time.Millisecond, gap())
	}
	last := gap()
	for range 60 {
		u.answered(now)
		require.True(t, gap() < last || gap() == 0)
		last = gap()
	}
	require.Zero(t, gap())
}
