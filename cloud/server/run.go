package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

// Run opens everything, serves until ctx ends, and closes it in order.
func Run(ctx context.Context, c Config, log *slog.Logger) (err error) {
	begun := time.Now()
	s, err := openStores(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	process.Step(ctx, "listen on "+c.HTTP+" (http)")
	socket, err := listen(c.HTTP)
	if err != nil {
		return err
	}
	r, err := newRoad(ctx, c, s, log)
	if err != nil {
		return errors.Join(err, socket.Close())
	}
	stuck := make(chan error, 1)
	return unlessStuck(stuck, func() error {
		return r.run(ctx, socket, handler(c, s, r, log), stuck, func() {
			log.Info("ready", "http", socket.Addr().String(), "mqtt", r.broker.Addr().String(), "after", time.Since(begun))
		})
	})
}

// partWait is how long the rooms have to end once one of them is stuck.
const partWait = 10 * time.Second

// unlessStuck returns what run returns. Where a room is stuck, what others wait
// for may never come: then it returns the reason after partWait, run may be at
// it still, and the process has to end.
func unlessStuck(stuck <-chan error, run func() error) error {
	ended := make(chan error, 1)
	go func() { ended <- run() }()
	select {
	case err := <-ended:
		return err
	case reason := <-stuck:
		timer := time.NewTimer(partWait)
		defer timer.Stop()
		select {
		case err := <-ended:
			return err
		case <-timer.C:
			return reason
		}
	}
}

// run drives the rooms. Those nearer to the homes end first: what they took in
// is stored before the store closes. It tells of plants that are stuck.
func (r *road) run(ctx context.Context, socket net.Listener, h web, stuck chan<- error, announce func()) error {
	store := func(ctx context.Context) error {
		return during(&r.phases.storing, func() error { return r.history.Run(ctx) })
	}
	return outlast(ctx, store, func(ctx context.Context) error {
		g, ctx := errgroup.WithContext(ctx)
		g.Go(func() error { return during(&r.phases.accepting, func() error { return r.broker.Run(ctx) }) })
		g.Go(func() error { return r.ingest.Run(ctx) })
		g.Go(func() error { return r.members.Run(ctx, func(m Moved) { r.follow(ctx, g, m, stuck) }) })
		g.Go(func() error { return r.estimates.Run(ctx) })
		g.Go(func() error { return r.estimates.grid.Run(ctx) })
		g.Go(func() error { return r.accounts.Run(ctx) })
		g.Go(func() error { return r.programmes.Run(ctx, stuck) })
		g.Go(func() error { return r.arms.Run(ctx) })
		g.Go(func() error { return r.settlement.Run(ctx) })
		g.Go(func() error { return serve(ctx, socket, h) })
		g.Go(func() error { return h.face.Run(ctx) })
		for _, p := range r.plants.all() {
			r.begin(ctx, g, p, stuck)
		}
		g.Go(func() error { return r.awaitReady(ctx, announce) })
		return g.Wait()
	})
}

// outlast runs store until work has ended. Where store ends by itself, work is
// ended too.
func outlast(ctx context.Context, store, work func(context.Context) error) error {
	storing, stopStoring := context.WithCancel(context.WithoutCancel(ctx))
	defer stopStoring()
	working, stopWorking := context.WithCancel(ctx)
	defer stopWorking()
	stored := make(chan error, 1)
	go func() {
		defer stopWorking()
		stored <- store(storing)
	}()
	err := work(working)
	stopStoring()
	return errors.Join(err, <-stored)
}

func (r *road) counts() api.Telemetry {
	in := r.ingest.Stats()
	return api.Telemetry{Messages: r.broker.Stats().Messages, Stored: in.Stored, Repeated: in.Repeated, Lost: in.Lost}
}
