package scenario

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/device"
)

// Bench is a gateway outside this process. Exactly one field is set.
type Bench struct {
	// Serve is the address that the simulated home is served on, for a gateway
	// that somebody points at it.
	Serve string
	// Start starts a gateway process on a site file and returns what kills it.
	Start func(Start) (kill func() error, err error)
}

// Takes tells why a script cannot be played on the bench: what its gateway
// hears of a cloud, or of somebody in the home, is not the bench's to say, and a
// gateway that somebody else points at the home is not the bench's to kill.
func (b Bench) Takes(s *Script) error {
	if len(s.sites) != 1 {
		return line{file: s.File, no: 1}.refuse("%d sites: a bench has one gateway", len(s.sites))
	}
	for _, st := range s.steps {
		if heard(st.act) {
			return st.refuse("%q needs the gateway's uplink or a person in the home: a bench has neither", st.words[0])
		}
		if _, life := st.act.(*process); life && b.Start == nil {
			return st.refuse("%q: this gateway is not the bench's to start and end", st.words[0])
		}
	}
	return nil
}

func heard(a act) bool {
	switch a := a.(type) {
	case *order, *signal, *owner, *operator:
		return true
	case *every:
		for _, one := range a.acts {
			if heard(one) {
				return true
			}
		}
	case *jump, *configure:
		return true // its clock is the machine's, its file the bench's
	}
	return false
}

// RunWall plays the script in real time against a gateway outside this
// process. Only what is true of the home is looked at: expectations of what
// the gateway says are counted as skipped.
func RunWall(ctx context.Context, s *Script, seed uint64, b Bench) Result {
	maker := func(_ context.Context, s Start) (Home, func() error, error) {
		if b.Start == nil {
			return outside{}, func() error { return nil }, nil
		}
		kill, err := b.Start(s)
		return outside{}, kill, err
	}
	r, err := newRun(ctx, s, seed, maker)
	if err != nil {
		return Result{File: s.File, Seed: seed, Err: err}
	}
	begun := time.Now()
	r.blind = true
	r.pacer = inRealTime(ctx, begun)
	r.houses[0].serve = b.address()
	r.result.Err = r.play()
	r.result.Wall = time.Since(begun)
	result, err := r.finish(r.result.Err)
	result.Err = err
	return result
}

func (b Bench) address() string {
	if b.Serve != "" {
		return b.Serve
	}
	return "127.0.0.1:0"
}

// pause waits for d or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// opens serves the home's equipment over Modbus TCP, where its gateway is to
// reach it so.
func (h *house) opens(ctx context.Context) error {
	if h.serve == "" {
		return nil
	}
	l, err := net.Listen("tcp", h.serve)
	if err != nil {
		return fmt.Errorf("serve the home on %s: %w", h.serve, err)
	}
	h.bus = l.Addr().String()
	ctx, cancel := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- device.ServeTCP(ctx, l, h.bank) }()
	h.closes = func() error {
		cancel()
		return <-served
	}
	return nil
}

// end ends all that was started for the home.
func (h *house) end() error {
	err := h.kill()
	if h.closes != nil {
		err = errors.Join(err, h.closes())
	}
	return err
}
