package uplink

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// halting is an inbox whose home stands still for a while at its first signal.
type halting struct {
	still time.Duration
	heard int
}

func (*halting) Accept([]byte) (energy.Order, error) { return energy.Order{}, nil }
func (*halting) Moment() energy.Moment               { return energy.Moment{} }

func (h *halting) Hear([]byte) error {
	if h.heard++; h.heard == 1 {
		time.Sleep(h.still)
	}
	return nil
}

// What waited while the receiving goroutine stood still is not heard: the session
// begins anew. A short halt costs nothing, nor does a long silence.
func TestFault087_WhatWaitedInAStandStillIsNotHeard(t *testing.T) {
	f := func(still time.Duration, heard int, kind fault.Kind) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			in := &halting{still: still}
			s := &Session{inbox: in, log: slog.New(slog.DiscardHandler)}
			l := &link{inbound: make(chan message, inboundLimit)}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			ended := make(chan error, 1)
			go func() { ended <- s.receive(ctx, l) }()
			time.Sleep(time.Hour) // a silence
			for range 3 {
				l.inbound <- message{topic: wire.SignalTopic("p1")}
			}
			time.Sleep(time.Minute)
			cancel()
			require.Equal(t, kind, fault.KindOf(<-ended))
			require.Equal(t, heard, in.heard)
		})
	}
	f(0, 3, fault.KindOf(context.Canceled))
	f(standstill, 3, fault.KindOf(context.Canceled))
	f(standstill+time.Millisecond, 1, fault.Stale)
	f(12*time.Second, 1, fault.Stale)
}
