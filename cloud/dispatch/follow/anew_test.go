package follow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestAHomeWhoseLeaseLapsedBeginsAnew: on its own it does what it does alone, and when
// it takes an order again it is on its way for a while.
func TestAHomeWhoseLeaseLapsedBeginsAnew(t *testing.T) {
	f := func(name string, change func(*battery)) {
		t.Helper()
		h := honest()
		h.own = -500
		change(h)
		c := crowd(h)
		_, out := c.found(0, repeat(0.8, 120)...)
		require.False(t, out, name)
	}
	gone := func(from, to int) func(int) bool { return func(s int) bool { return s >= from && s < to } }
	f("lapsed", func(h *battery) { h.lapsed = gone(40, 52) })
	f("stood still for less than it is missed for", func(h *battery) { h.mute, h.alone = gone(40, 47), gone(40, 48) })
	f("an order in force that is not the newest", func(h *battery) { h.stale = 0.5 })
}

// TestWhoTakesAndIgnoresIsFoundWhateverItWasBefore: to begin anew is no way out.
func TestWhoTakesAndIgnoresIsFoundWhateverItWasBefore(t *testing.T) {
	h := honest()
	h.ignores, h.lapsed = true, func(s int) bool { return s%30 < 3 }
	_, out := crowd(h).found(0, repeat(0.8, 60)...)
	require.True(t, out)
}

// TestWhoWasSilentIsTrustedWhenItIsReadAgain, with all it can do; who comes and goes is
// probed.
func TestWhoWasSilentIsTrustedWhenItIsReadAgain(t *testing.T) {
	h := honest()
	h.own = 500
	h.mute = func(s int) bool { return s >= 40 && s%60 >= 40 }
	h.lapsed = func(s int) bool { return !h.mute(s) && h.mute(s-2) }
	c := crowd(h)
	for s := range 300 {
		c.run(0.3)
		want := energy.Ratio(1)
		switch silent := s%60 - 40; {
		case s < 160 && silent > 9:
			want = 0
		case s >= 171 && s < 200:
			want = 0
		case s >= 160 || silent > 6:
			continue
		}
		require.Equal(t, want, c.verdict[0].Weight, "second %d", s)
	}
}
