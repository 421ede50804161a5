package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/hil/bench/load"
	"github.com/hearthgrid/hearthgrid/hil/child"
)

const (
	pollEvery   = 20 * time.Millisecond
	drainWithin = 60 * time.Second
)

// side is one of the two that are compared: a process and the homes it serves.
type side struct {
	name  string
	child *child.Child
	face  plantFace
	fleet load.Fleet
	sent  uint64 // in all slices so far
}

// slice is what one stretch of load on one side showed.
type slice struct {
	taken   float64 // samples per second, warm-up left out
	settled float64 // the same until the process had no work left of them
	cpu     float64 // µs of the process per sample, until it came to rest
	load    float64 // µs of this process per sample
	others  float64 // share of the machine that anything else used meanwhile
}

// perCPU is samples per µs of both processes, which is what saturated cores
// would show if nothing else ran on them.
func (s slice) perCPU() float64 { return 1 / (s.cpu + s.load) }

// saturate sends as fast as samples are taken, n in a message.
func (s *side) saturate(ctx context.Context, n int, warm, span time.Duration) (slice, error) {
	w := load.NewWindow(windowSize, s.sent)
	return s.measure(ctx, n, func() load.Gate { return w }, w.Take, warm, span)
}

// pace sends at a fixed rate.
func (s *side) pace(ctx context.Context, perSecond int, span time.Duration) (slice, error) {
	begin := func() load.Gate { return load.NewPace(time.Now(), time.Second/time.Duration(perSecond)) }
	return s.measure(ctx, 1, begin, func(uint64) {}, 0, span)
}

// measure waits for quiet, drives the load through the gate that begin opens
// then, and waits for quiet again. It is an error where a sample that was sent is never taken: a rate at
// which samples are lost is none.
func (s *side) measure(ctx context.Context, n int, begin func() load.Gate, take func(uint64), warm, span time.Duration) (out slice, err error) {
	ctx, cancel := context.WithTimeout(ctx, warm+span+3*drainWithin)
	defer cancel()
	if _, err := s.quiet(ctx); err != nil {
		return out, err
	}
	before, begun, err := s.used()
	if err != nil {
		return out, err
	}
	if out.taken, err = s.drive(ctx, n, begin(), take, warm, span); err != nil {
		return out, fmt.Errorf("%s: %w", s.name, err)
	}
	ended, err := s.quiet(ctx)
	if err != nil {
		return out, err
	}
	after, left, err := s.used()
	if err != nil {
		return out, err
	}
	sent := float64(s.fleet.Sent() - s.sent)
	s.sent = s.fleet.Sent()
	out.settled = sent / ended.Sub(begun).Seconds()
	child, self := after.child-before.child, after.self-before.self
	out.cpu, out.load = micros(child)/sent, micros(self)/sent
	whole := left.Sub(begun) * time.Duration(runtime.NumCPU())
	out.others = max(0, float64(after.machine-before.machine-child-self)/float64(whole))
	return out, nil
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// drive returns the samples taken per second over span, after warm, once all
// that was sent is taken.
func (s *side) drive(ctx context.Context, n int, gate load.Gate, take func(uint64), warm, span time.Duration) (rate float64, err error) {
	g, driving := errgroup.WithContext(ctx)
	g.Go(func() error { return s.fleet.Send(driving, gate, n) })
	g.Go(func() error {
		defer gate.Close()
		if _, err := s.follow(driving, take, warm); err != nil {
			return err
		}
		rate, err = s.follow(driving, take, span)
		return err
	})
	if err := g.Wait(); err != nil {
		return 0, err
	}
	return rate, s.drain(ctx)
}

// follow moves the gate for span, and returns the samples taken per second.
func (s *side) follow(ctx context.Context, take func(uint64), span time.Duration) (float64, error) {
	first, err := s.face.stored(ctx)
	for begun := time.Now(); err == nil; err = pause(ctx, pollEvery) {
		var now uint64
		if now, err = s.face.stored(ctx); err != nil {
			break
		}
		take(now)
		if at := time.Since(begun); at >= span {
			return float64(now-first) / at.Seconds(), nil
		}
	}
	return 0, err
}

// drain waits until all that was sent is taken.
func (s *side) drain(ctx context.Context) error {
	sent := s.fleet.Sent()
	for end := time.Now().Add(drainWithin); ; {
		now, err := s.face.stored(ctx)
		if err != nil || now == sent {
			return err
		}
		if time.Now().After(end) {
			return fmt.Errorf("%d samples were sent and %d taken within %v", sent, now, drainWithin)
		}
		if err := pause(ctx, pollEvery); err != nil {
			return err
		}
	}
}
