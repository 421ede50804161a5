package soak

import (
	"context"
	"slices"
	"time"
)

// entry is something that happens again and again, or once.
type entry struct {
	due  time.Duration
	does func(context.Context) (next time.Duration, err error)
}

// plan draws when everything happens first.
func (h *home) plan() {
	for _, e := range []struct {
		mean time.Duration
		does func(context.Context) (time.Duration, error)
	}{
		{5 * time.Minute, h.order}, {30 * time.Second, h.signal}, {3 * time.Hour, h.cutUplink}, {30 * time.Minute, h.breakSomething}, {3 * time.Hour, h.plugIn},
		{3 * 24 * time.Hour, h.cutGrid}, {36 * time.Hour, h.killGateway}, {8 * time.Hour, h.ownerActs}, {24 * time.Hour, h.installerComes},
	} {
		h.agenda = append(h.agenda, entry{due: h.after(e.mean), does: e.does})
	}
}

// never is the next time of what happens once.
const never = time.Duration(1 << 62)

// happen does what is due, and forgets what happened for the last time: a year has
// tens of thousands of such.
func (h *home) happen(ctx context.Context) error {
	over := false
	for i := 0; i < len(h.agenda); i++ {
		if h.agenda[i].due > h.elapsed {
			continue
		}
		next, err := h.agenda[i].does(ctx)
		if err != nil {
			return err
		}
		over = over || next == never
		h.agenda[i].due = h.elapsed + max(Tick, next)
	}
	if over {
		h.agenda = slices.DeleteFunc(h.agenda, func(e entry) bool { return e.due >= never })
	}
	return nil
}

// after draws a time with that mean, as between events that know nothing of each
// other.
func (h *home) after(mean time.Duration) time.Duration {
	return time.Duration(h.random.ExpFloat64() * float64(mean)).Round(Tick)
}

// between draws a time, short ones as likely as long ones.
func (h *home) between(least, most time.Duration) time.Duration {
	return least + time.Duration(h.random.Int64N(int64(most-least))).Round(Tick)
}

func (h *home) count(what string) { h.course.Counts[what]++ }
