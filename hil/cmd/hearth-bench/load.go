package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	warmUp      = 2 * time.Second
	pollEvery   = 10 * time.Millisecond
	drainWithin = 20 * time.Second
	writeWithin = 10 * time.Second
)

// drive publishes as fast as taken follows, and returns the samples taken per
// second over span, after a warm-up. It is an error where one sent is never
// taken: a rate at which samples are lost is none.
func drive(ctx context.Context, address string, homes []home, taken func() (uint64, error), span time.Duration) (rate float64, err error) {
	w := newWindow()
	g, ctx := errgroup.WithContext(ctx)
	defer context.AfterFunc(ctx, w.close)()
	drained := make(chan struct{})
	for _, h := range homes {
		g.Go(func() error { return h.send(ctx, address, w, drained) })
	}
	g.Go(func() error {
		defer close(drained)
		defer w.close()
		if _, _, err := follow(ctx, w, taken, warmUp); err != nil {
			return err
		}
		n, lasted, err := follow(ctx, w, taken, span)
		if err != nil {
			return err
		}
		rate = float64(n) / lasted.Seconds()
		w.close()
		return drain(ctx, w, taken)
	})
	if err := g.Wait(); err != nil {
		return 0, err
	}
	return rate, nil
}

// follow moves the window for span, and returns how many samples were taken
// in how long a time.
func follow(ctx context.Context, w *window, taken func() (uint64, error), span time.Duration) (uint64, time.Duration, error) {
	first, err := taken()
	for begun := time.Now(); err == nil; {
		var now uint64
		if now, err = taken(); err != nil {
			break
		}
		at := time.Since(begun)
		w.take(now)
		if at >= span {
			return now - first, at, nil
		}
		err = pause(ctx, pollEvery)
	}
	return 0, 0, err
}

// drain waits until all that the window let through is taken.
func drain(ctx context.Context, w *window, taken func() (uint64, error)) error {
	var sent, now uint64
	for end := time.Now().Add(drainWithin); time.Now().Before(end); {
		var err error
		if now, err = taken(); err != nil {
			return err
		}
		if sent = w.take(now); now == sent {
			return nil
		}
		if err := pause(ctx, pollEvery); err != nil {
			return err
		}
	}
	return fmt.Errorf("%d samples were sent and %d taken within %v", sent, now, drainWithin)
}

// send publishes what the window lets through until it closes, then waits with
// the session open until all homes' samples are taken: closing could lose them.
func (h home) send(ctx context.Context, address string, w *window, drained <-chan struct{}) error {
	conn, err := h.dial(ctx, address)
	if err != nil {
		return err
	}
	hearing := make(chan struct{})
	go func() { defer close(hearing); _, _ = io.Copy(io.Discard, conn) }() // ends with conn
	defer func() { conn.Close(); <-hearing }()
	defer context.AfterFunc(ctx, func() { conn.NetConn().Close() })()
	var buffer []byte
	for seq := uint64(1); w.enter(); seq++ {
		now := time.Now()
		if buffer, err = h.publish(buffer[:0], seq, now); err != nil {
			return err
		}
		if err := conn.SetWriteDeadline(now.Add(writeWithin)); err != nil {
			return err
		}
		if _, err := conn.Write(buffer); err != nil {
			return fmt.Errorf("publish of %s: %w", h.site, err)
		}
	}
	<-drained
	return nil
}
