package uplink

import (
	"context"
	"math/rand/v2"
	"time"

	"golang.org/x/sync/errgroup"
)

// Run keeps the session up until ctx ends, then says goodbye and returns nil.
// Failures to connect are logged and tried again, never returned. Call it once.
func (s *Session) Run(ctx context.Context) error {
	pauses := backoff{min: s.cfg.BackoffMin, max: s.cfg.BackoffMax}
	for ctx.Err() == nil {
		began := time.Now()
		err := s.attend(ctx)
		if ctx.Err() != nil {
			break
		}
		pauses.lasted(time.Since(began))
		pause := pauses.pause(rand.Float64())
		s.log.Warn("session ended", "err", err, "retry_in_ms", pause.Milliseconds())
		sleep(ctx, pause)
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// attend lives through one connection and returns why it ended. Sending and
// receiving run apart, so that a write that stalls cannot hold back an order.
func (s *Session) attend(ctx context.Context) error {
	s.number++
	l, err := dial(ctx, s.cfg, s.will(), &s.counters.overflow)
	if err != nil {
		return err
	}
	defer l.close()
	if err := s.greet(l); err != nil {
		return err
	}
	s.counters.sessions.Add(1)
	s.counters.connected.Store(true)
	defer s.counters.connected.Store(false)
	s.log.Info("session begun", "broker", s.cfg.Broker, "boot", s.cfg.Boot)
	group, live := errgroup.WithContext(ctx)
	group.Go(func() error { return s.send(live, l) })
	group.Go(func() error { return s.receive(live, l) })
	err = group.Wait()
	if ctx.Err() != nil {
		s.leave(l)
	}
	return err
}
