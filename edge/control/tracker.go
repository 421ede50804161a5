package control

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// tracker follows a power without making a loop through it swing, whatever the
// battery's own lag.
//
// The target is (device - grid), with the grid seen up to a while late. What the
// device did in that while bounds what the target truly is: a power outside that
// span is wrong for sure and is left soon. Inside it the tracker is a
// first-order lag T. The loop's gain at frequency w is then at most
// |B(w)| |1-e^(-jwd)| / |1+jwT|, where B is the device's answer to its setpoint
// and d the delay. As |B| <= 1 and |1-e^(-jwd)| <= wd, that is at most d/T: with
// T = 2d the loop cannot swing (small-gain theorem). The target does not depend
// on the tracker where nothing follows it, so nothing winds up.
type tracker struct {
	power energy.Watts
	at    time.Time
	known bool
	did   history
}

// follow is drift where nothing but this device answers to what is decided here,
// so that its history bounds the target: from outside it hurries.
func (t *tracker) follow(device, grid energy.Watts, most energy.Ratio, late time.Duration, now time.Time) {
	if did := t.did.see(device, late, now); t.known {
		t.power += t.share(most, age, now) * (did.Shift(-grid).Clamp(t.power) - t.power)
	}
	t.drift(device, grid, most, late, now)
}

// drift moves towards device - grid by the time passed since the last call, and
// by at most the share most. The first call starts at device.
func (t *tracker) drift(device, grid energy.Watts, most energy.Ratio, late time.Duration, now time.Time) {
	t.did.see(device, late, now)
	if !t.known || !energy.IsFinite(t.power) {
		t.power, t.at, t.known = device, now, true
		return
	}
	t.power += t.share(most, 2*late, now) * (device - grid - t.power)
	t.at = now
}

// share returns the part of the way that a first-order lag goes in the time
// since the last call.
func (t *tracker) share(most energy.Ratio, lag time.Duration, now time.Time) energy.Watts {
	passed := max(0, now.Sub(t.at)).Seconds()
	return energy.Watts(min(float64(most), passed/(lag.Seconds()+passed)))
}

// age is how old a device's reading of itself may be when it is read: the same
// argument, with the delay on the other side.
const age = 2500 * time.Millisecond

// hold keeps the power while time passes and the device does other things.
func (t *tracker) hold(device energy.Watts, late time.Duration, now time.Time) {
	t.did.see(device, late, now)
	t.at = now
}

// history is the span of a power over at least the last while, kept as that of
// two whiles: the one that runs and the one before.
type history struct {
	runs, before energy.Envelope
	since        time.Time // when runs began
	known        bool
}

// see notes p and returns the span.
func (h *history) see(p energy.Watts, while time.Duration, now time.Time) energy.Envelope {
	switch point := (energy.Envelope{Min: p, Max: p}); {
	case !h.known:
		h.runs, h.before, h.since, h.known = point, point, now, true
	case now.Sub(h.since) > while:
		h.before, h.runs, h.since = h.runs, point, now
	}
	h.runs = energy.Envelope{Min: min(h.runs.Min, p), Max: max(h.runs.Max, p)}
	return energy.Envelope{Min: min(h.runs.Min, h.before.Min), Max: max(h.runs.Max, h.before.Max)}
}

// latch is a threshold that does not chatter: it closes at its level and opens
// again at a lower one.
type latch bool

func (l *latch) at(value, closes, opens energy.Ratio) bool {
	switch {
	case value >= closes:
		*l = true
	case value <= opens:
		*l = false
	}
	return bool(*l)
}
