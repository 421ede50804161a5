package soak

import (
	"context"
	"time"
)

// entry is something that happens again and again.
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

// happen does what is due.
func (h *home) happen(ctx context.Context) error {
	for i := 0; i < len(h.agenda); i++ {
		if h.agenda[i].due > h.elapsed {
			continue
		}
		next, err := h.agenda[i].does(ctx)
		if err != nil {
			return err
		}
		h.agenda[i].due = h.elapsed + max(Tick, next)
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
