package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/hil/child"
	"github.com/hearthgrid/hearthgrid/hil/scenario"
)

// startProgram starts the gateway's program on a site file of its own, which it
// has to take, and returns what kills it.
func startProgram(ctx context.Context, program string, s scenario.Start, way road) (scenario.Home, func() error, error) {
	file, err := siteFile(s, way.exchange)
	if err != nil {
		return nil, nil, err
	}
	c, err := child.Start(child.Spec{
		Name: "gateway of " + s.Site, Program: program, Args: []string{"-config", file}, Log: filepath.Join(s.State, "gateway.log"),
	})
	if err != nil {
		return nil, nil, err
	}
	h := &socketed{road: way, process: c, Client: local.Client{Path: local.Path(s.State)}}
	if err := h.comes(ctx); err != nil {
		return nil, nil, errors.Join(err, c.Kill())
	}
	return h, c.Kill, nil
}

// comeWithin is how long a program may take until it answers somebody in its home.
const comeWithin = 20 * time.Second

// comes waits until the program answers, or ends because it does not take its site file.
func (s *socketed) comes(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, comeWithin)
	defer stop()
	for {
		_, err := s.Status(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-s.process.Done():
			return s.process.Watch(context.WithoutCancel(ctx))
		case <-ctx.Done():
			return err
		case <-time.After(askWithin / 10):
		}
	}
}

// siteFile writes the scenario's site file, and the claim to enrol with.
func siteFile(s scenario.Start, e *exchange) (string, error) {
	if err := os.MkdirAll(s.State, 0o700); err != nil {
		return "", err
	}
	claim, file := filepath.Join(s.State, "claim"), filepath.Join(s.State, "site.toml")
	text := fmt.Appendf(s.File, "\n%s", e.table(claim))
	return file, errors.Join(os.WriteFile(claim, []byte(e.claim.Reveal()), 0o600), os.WriteFile(file, text, 0o600))
}

// table is what a site file says of the exchange.
func (e *exchange) table(claim string) string {
	return fmt.Sprintf("[cloud]\nmqtt = %q\nenroll = %q\nclaim_file = %q\n", e.broker.Addr(), "http://"+e.enrolment.Addr().String(), claim)
}

// tells says what a box needs to be in the script and to find the exchange: it enrols
// over plain HTTP on its own machine only, so that its way here is a tunnel.
func (e *exchange) tells(w io.Writer, s scenario.Start, state string) {
	text := ""
	for line := range strings.Lines(string(s.File)) {
		if !strings.HasPrefix(line, "state_dir") { // is the box's own
			text += line
		}
	}
	mqtt, enrolment := e.broker.Addr(), e.enrolment.Addr()
	fmt.Fprintf(w, "the box's site file, where tcp is this machine as the box sees it:\n\n%s\n%s\n", text, e.table("/var/lib/hearth-gateway/claim"))
	fmt.Fprintf(w, "in claim_file a copy of %s; and from here: ssh -N -R %[2]v:%[2]v -R %[3]v:%[3]v BOX\n\n", filepath.Join(state, "claim"), mqtt, enrolment)
}
