package process

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// StartLimit is how long a process may take to become ready. Whoever started
// it waits 30 s; what is left is for ending and saying why.
const StartLimit = 25 * time.Second

// Step says that the step of the start-up so named begins, which ends the one
// before. Where no Program started what ctx belongs to, it does nothing.
func Step(ctx context.Context, name string) {
	if s, ok := ctx.Value(key{}).(*start); ok {
		s.begin(name)
	}
}

// Ready says that the start-up has ended well: the limit holds no longer.
// Where no Program started what ctx belongs to, it does nothing.
func Ready(ctx context.Context) {
	if s, ok := ctx.Value(key{}).(*start); ok {
		s.once.Do(func() { close(s.ready) })
	}
}

type key struct{}

// start is a start-up under way.
type start struct {
	ready chan struct{} // closed by Ready
	once  sync.Once

	mu   sync.Mutex
	step string
}

func (s *start) begin(step string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.step = step
}

func (s *start) overdue(limit time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &fault.Error{
		Op: "start", Kind: fault.Busy, Subject: fmt.Sprintf("%q", s.step),
		Hint: "see what holds up this step", Err: fmt.Errorf("not done, and not ready, %v after the start", limit),
	}
}

// within returns what run returns, or the reason why run is not ready after
// limit. A step that hangs cannot be made to return: after that error run may
// still be at it, and the process has to end.
func within(ctx context.Context, limit time.Duration, run func(context.Context) error) error {
	s := &start{ready: make(chan struct{}), step: "begin"}
	ctx, cancel := context.WithCancel(context.WithValue(ctx, key{}, s))
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case err := <-ended:
		return err
	case <-s.ready:
		return <-ended
	case <-timer.C:
		return s.overdue(limit)
	}
}
