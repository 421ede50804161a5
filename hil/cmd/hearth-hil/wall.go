package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/hil/scenario"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// playWall plays scripts in real time: one after another on a box, that is the one
// there is; side by side on processes of a program.
func playWall(ctx context.Context, o runOptions, scripts []*scenario.Script, say io.Writer) ([]scenario.Result, error) {
	b, err := benchOf(o)
	if err != nil {
		return nil, err
	}
	for _, s := range scripts {
		if err := b.takes(s); err != nil {
			return nil, command.Usage(err)
		}
	}
	results := make([]scenario.Result, len(scripts))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(b.atOnce())
	for i, s := range scripts {
		g.Go(func() (err error) {
			results[i], err = b.play(ctx, s, o.seed, say)
			results[i].With = o.wallFlags()
			return err
		})
	}
	return results, g.Wait()
}

// wallFlags is what a run is repeated with.
func (o runOptions) wallFlags() string {
	text := fmt.Sprintf("--wall --gateway %s ", o.gateway)
	if o.cloud != "" {
		text += fmt.Sprintf("--cloud %s --state %s ", o.cloud, o.state)
	}
	return text
}

// wall is a bench: a program to start, or an address for a box, which has an uplink
// where it was told of one.
type wall struct {
	program             string
	serve, cloud, state string
}

// processes is how many are played with at once: they hardly work, and each
// is in the way of the others.
const processes = 8

func (b wall) atOnce() int {
	if b.program == "" {
		return 1
	}
	return processes
}

// benchOf tells a program from an address.
func benchOf(o runOptions) (wall, error) {
	if _, _, err := net.SplitHostPort(o.gateway); err == nil {
		return wall{serve: o.gateway, cloud: o.cloud, state: o.state}, nil
	}
	if o.cloud != "" {
		return wall{}, command.Usage(errors.New("--cloud is for a box: a program finds the bench's broker by itself"))
	}
	path, err := filepath.Abs(o.gateway)
	if err != nil {
		return wall{}, err
	}
	if info, err := os.Stat(path); err != nil || info.IsDir() || info.Mode()&0o111 == 0 {
		return wall{}, command.Usage(fmt.Errorf("--gateway %s: want a program, or an address such as 0.0.0.0:1502", o.gateway))
	}
	return wall{program: path}, nil
}

// takes tells why a script cannot be played.
func (b wall) takes(s *scenario.Script) error {
	bench := scenario.Bench{Serve: b.serve}
	if b.program != "" || b.cloud != "" {
		key, err := dispatchkey.New()
		if err != nil {
			return err
		}
		bench.Dispatcher = key
	}
	return bench.Takes(s)
}

// play plays one script, with an exchange of its own.
func (b wall) play(ctx context.Context, s *scenario.Script, seed uint64, say io.Writer) (r scenario.Result, err error) {
	if b.program == "" && b.cloud == "" {
		return scenario.RunWall(ctx, s, seed, scenario.Bench{Serve: b.serve}), nil
	}
	e, done, err := b.exchange()
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, done()) }()
	ctx, stop := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- e.run(ctx) }()
	defer func() { stop(); err = errors.Join(err, <-served) }()
	bench := scenario.Bench{Serve: b.serve, Dispatcher: e.dispatcher}
	bench.Start = b.start(e, say)
	return scenario.RunWall(ctx, s, seed, bench), nil
}

// exchange opens the bench's broker: in a place of its own for a program, at the
// address that was given for a box, which knows it again.
func (b wall) exchange() (e *exchange, done func() error, err error) {
	if b.program == "" {
		host, port, err := splitPort("--cloud", b.cloud)
		if err != nil {
			return nil, nil, command.Usage(err)
		}
		e, err := newExchange(b.state, b.cloud, net.JoinHostPort(host, strconv.Itoa(port+1)))
		return e, func() error { return nil }, err
	}
	dir, err := os.MkdirTemp("", "exchange-")
	if err != nil {
		return nil, nil, err
	}
	e, err = newExchange(dir, "127.0.0.1:0", "127.0.0.1:0")
	return e, func() error { return os.RemoveAll(dir) }, err
}

// start starts the program, or is the way to a box that is there.
func (b wall) start(e *exchange, say io.Writer) scenario.Maker {
	return func(ctx context.Context, s scenario.Start) (scenario.Home, func() error, error) {
		way := road{e, energy.SiteID(s.Site), s.Dispatcher}
		if b.program == "" {
			e.tells(say, s, b.state)
			return boxed{road: way}, func() error { return nil }, nil
		}
		return startProgram(ctx, b.program, s, way)
	}
}
