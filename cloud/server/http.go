package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/console"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func listen(address string) (net.Listener, error) {
	socket, err := net.Listen("tcp", address)
	if err != nil {
		return nil, &fault.Error{Op: "listen on", Kind: fault.Conflict, Subject: address, Hint: "stop what uses the port or change http", Err: err}
	}
	return socket, nil
}

// web is what the server serves: its face has work of its own while it does.
type web struct {
	http.Handler
	face *api.Server
}

func handler(c Config, s stores, r *road, log *slog.Logger) web {
	face := api.New(roomsOf(c, s, r), func() error { return r.ready(time.Now()) }, log)
	mux := http.NewServeMux()
	resources := face.Handler()
	for _, path := range []string{"/api/", "/livez", "/readyz", "/metrics"} {
		mux.Handle(path, resources)
	}
	mux.Handle("/", console.Handler(resources))
	return web{Handler: face.Local(c.HTTP, mux), face: face}
}

// The deadlines of the HTTP server. An event stream sets its own.
const (
	headerWait = 5 * time.Second
	bodyWait   = 15 * time.Second
	answerWait = time.Minute // from the request's header to the answer's end
	idleWait   = time.Minute
	closeWait  = 2 * time.Second
)

func serve(ctx context.Context, socket net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: headerWait, ReadTimeout: bodyWait, WriteTimeout: answerWait, IdleTimeout: idleWait,
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
