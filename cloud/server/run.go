package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/console"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Run opens everything, serves until ctx ends, and closes it in order.
func Run(ctx context.Context, c Config, log *slog.Logger) (err error) {
	begun := time.Now()
	s, err := openStores(c.StateDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	socket, err := net.Listen("tcp", c.HTTP)
	if err != nil {
		return &fault.Error{Op: "listen on", Kind: fault.Conflict, Subject: c.HTTP, Hint: "stop what uses the port or change http", Err: err}
	}
	r, err := newRoad(c, s, log)
	if err != nil {
		return errors.Join(err, socket.Close())
	}
	log.Info("ready", "http", socket.Addr(), "mqtt", r.broker.Addr(), "after", time.Since(begun))
	return r.run(ctx, socket, handler(c, s, r, log))
}

// run drives the rooms. Those nearer to the homes end first: what they took in
// is stored before the store closes.
func (r *road) run(ctx context.Context, socket net.Listener, h http.Handler) error {
	storing, stopStoring := context.WithCancel(context.WithoutCancel(ctx))
	defer stopStoring()
	stored := make(chan error, 1)
	go func() { stored <- r.history.Run(storing) }()

	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return r.broker.Run(ctx) })
	g.Go(func() error { return r.ingest.Run(ctx) })
	g.Go(func() error { return serve(ctx, socket, h) })
	for _, p := range r.plants {
		g.Go(func() error { return p.Run(ctx) })
	}
	g.Go(func() error { // the history's failure ends the others
		select {
		case err := <-stored:
			stored <- err
			return err
		case <-ctx.Done():
			return nil
		}
	})
	err := g.Wait()
	stopStoring()
	return errors.Join(err, <-stored)
}

func handler(c Config, s stores, r *road, log *slog.Logger) http.Handler {
	face := api.New(
		&plants{registry: s.registry, running: r.plants, counts: r.counts},
		&sites{registry: s.registry, twins: r.twins},
		&enroller{authority: s.authority, claim: s.claim, registry: s.registry, plant: energy.PlantID(c.Enroll.JoinPlant)},
		func() error { return nil }, log)
	mux := http.NewServeMux()
	for _, path := range []string{"/api/", "/livez", "/readyz"} {
		mux.Handle(path, face.Handler())
	}
	mux.Handle("/", console.Handler())
	return mux
}

func (r *road) counts() api.Telemetry {
	in := r.ingest.Stats()
	return api.Telemetry{Messages: r.broker.Stats().Messages, Stored: in.Stored, Repeated: in.Repeated, Lost: in.Lost}
}

// The deadlines of the HTTP server. An event stream sets its own for writing.
const (
	headerWait = 5 * time.Second
	bodyWait   = 15 * time.Second
	idleWait   = time.Minute
	closeWait  = 2 * time.Second
)

func serve(ctx context.Context, socket net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: headerWait, ReadTimeout: bodyWait, IdleTimeout: idleWait,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(socket) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWait)
	defer cancel()
	err := server.Shutdown(ending)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close() // a reader that does not let go is cut
	}
	if served := <-done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
