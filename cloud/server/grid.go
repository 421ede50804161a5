package server

import (
	"context"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
)

// grid is the tree of limits that homes are under, as the registry has it now. It is
// made anew when the registry moves or a limit begins or ends, and not each second.
type grid struct {
	registry *fleet.Registry
	members  *Members
	clock    func() time.Time
	log      *slog.Logger
	wake     chan struct{}
	now      atomic.Pointer[wiring]
}

// newGrid returns the grid of now, where the registry tells it.
func newGrid(registry *fleet.Registry, members *Members, clock func() time.Time, log *slog.Logger) *grid {
	g := &grid{registry: registry, members: members, clock: clock, log: log, wake: make(chan struct{}, 1)}
	g.renew(context.Background(), nil)
	return g
}

// moved has the grid be made anew.
func (g *grid) moved() {
	select {
	case g.wake <- struct{}{}:
	default: // it will be
	}
}

const (
	// gridRetry is how long we wait after the registry did not tell its limits.
	gridRetry = time.Second
	// gridEach is how often the grid is made anew at most: to do so all homes are looked
	// at, and where thousands enrol one after the other each of them moves it.
	gridEach = time.Second
)

// Run makes the grid anew when it moved, until ctx ends. Where the registry does not
// answer the last grid stands, and homes that are not in it are granted nothing.
func (g *grid) Run(ctx context.Context) error {
	g.keep(ctx, g.renew)
	return nil
}

// keep renews when the grid moved or is due. What moves it meanwhile is one renewal.
func (g *grid) keep(ctx context.Context, renew func(context.Context, error) error) {
	var failed error
	for {
		timer := time.NewTimer(g.wait(failed))
		made := true
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-g.wake:
			failed = renew(ctx, failed)
		case <-timer.C:
			if made = failed != nil || g.due(); made {
				failed = renew(ctx, failed)
			}
		}
		timer.Stop()
		if made && !rest(ctx, gridEach) {
			return
		}
	}
}

// rest waits for d, and is false where ctx ended first.
func rest(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// wait returns for how long nothing changes by itself.
func (g *grid) wait(failed error) time.Duration {
	w := g.now.Load()
	switch {
	case failed != nil || w == nil:
		return gridRetry
	case w.until.IsZero():
		return memberWait
	}
	return min(max(w.until.Sub(g.clock()), 0), memberWait)
}

// due tells whether the grid is not that of now.
func (g *grid) due() bool {
	w := g.now.Load()
	return w == nil || !w.until.IsZero() && !g.clock().Before(w.until)
}

// renew makes the grid anew, and says where that begins to fail.
func (g *grid) renew(ctx context.Context, failed error) error {
	err := g.read(ctx)
	if err != nil && failed == nil {
		g.log.Warn("limits of the grid not read, the last stand", "err", err)
	}
	return err
}

// read makes the grid of now.
func (g *grid) read(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, registerWait)
	defer cancel()
	now := g.clock()
	all, err := g.registry.GroupLimits(ctx, now)
	if err != nil {
		return err
	}
	var places []fleet.Place // of nobody: without limits nobody is under any
	if len(all) > 0 {
		places = g.members.Places()
	}
	w := wiringOf(all, places, now)
	if before := g.now.Swap(w); len(w.crossed) > 0 && (before == nil || !slices.Equal(before.crossed, w.crossed)) {
		g.log.Warn("groups with limits cross others, nothing is granted to their homes", "groups", w.crossed)
	}
	return nil
}
