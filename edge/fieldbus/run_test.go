package fieldbus_test

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func TestFullQueueIsBusyAndCounted(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		link := start(t, make, fieldbus.Config{Queue: 4}, answering(tcp, func(io.ReadWriteCloser, question) {}))
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() { _ = link.ReadHolding(ctx, 1, 0, words(1)) })
		time.Sleep(10 * time.Millisecond) // now it is sent
		for range 4 {
			group.Go(func() { _ = link.ReadHolding(ctx, 1, 0, words(1)) })
		}
		synctest.Wait()
		wrong(t, link, fault.Busy)
		require.Equal(t, uint64(1), link.Stats().Dropped)
		cancel()
		group.Wait()
		require.Equal(t, uint64(5), link.Stats().Dropped, "what left the queue unsent counts too")
	})
}

func TestReconnectBacksOffAndRefusesMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dials atomic.Int32
		var there atomic.Bool
		home := saying(true, question.truth)
		link := start(t, fieldbus.NewTCP, fieldbus.Config{Dial: func(ctx context.Context) (fieldbus.Port, error) {
			dials.Add(1)
			if !there.Load() {
				return nil, errors.New("connection refused")
			}
			return home.dial(ctx)
		}}, nil)
		time.Sleep(10 * time.Minute)
		require.InDelta(t, 600/11, dials.Load(), 20, "about one in 7.5 to 15 s")
		asked := time.Now()
		wrong(t, link, fault.Unreachable)
		require.Zero(t, time.Since(asked), "at once, not at the deadline")
		there.Store(true)
		time.Sleep(15 * time.Second)
		right(t, link, 1, 0, 4)
		require.Equal(t, fieldbus.Connected, link.Stats().State)
	})
}

func TestHangingDialIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		link := start(t, fieldbus.NewTCP, fieldbus.Config{Dial: func(ctx context.Context) (fieldbus.Port, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}, nil)
		asked := time.Now()
		wrong(t, link, fault.Unreachable)
		require.LessOrEqual(t, time.Since(asked), 3*time.Second)
	})
}

func TestEndOfRunLetsEveryCallerGo(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		link, err := make(fieldbus.Config{Address: "test", Dial: answering(tcp, func(io.ReadWriteCloser, question) {}).dial})
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		ended := goError(func() error { return link.Run(ctx) })
		time.Sleep(time.Second)
		inFlight := goError(func() error { return link.WriteHolding(t.Context(), 1, 0, words(1)) })
		synctest.Wait()
		waiting := goError(func() error { return link.WriteHolding(t.Context(), 1, 0, words(1)) })
		time.Sleep(5 * time.Millisecond)
		cancel()
		require.Equal(t, fault.Unknown, fault.KindOf(<-inFlight))
		require.Equal(t, fault.Unreachable, fault.KindOf(<-waiting))
		require.NoError(t, <-ended)
		require.Equal(t, fault.Unreachable, fault.KindOf(link.WriteHolding(t.Context(), 1, 0, words(1))))
		require.Equal(t, fault.Conflict, fault.KindOf(link.Run(t.Context())))
		require.Equal(t, fieldbus.Down, link.Stats().State)
	})
}

func goError(f func() error) <-chan error {
	result := make(chan error, 1)
	go func() { result <- f() }()
	return result
}

func TestPauseBetweenRequests(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		link := start(t, make, fieldbus.Config{Pause: 300 * time.Millisecond}, saying(tcp, question.truth))
		right(t, link, 1, 0, 1)
		asked := time.Now()
		right(t, link, 1, 0, 1)
		require.Equal(t, 300*time.Millisecond, time.Since(asked))
		time.Sleep(time.Second)
		asked = time.Now()
		right(t, link, 1, 0, 1)
		require.Less(t, time.Since(asked), 10*time.Millisecond, "the pause was long over")
	})
}

func TestStrayBytesAreHeardBeforeSending(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		link := start(t, make, fieldbus.Config{}, saying(tcp, func(q question) []byte {
			return append(q.truth(), q.truth()...) // answers twice
		}))
		for address := range uint16(10) {
			right(t, link, 1, address, 2)
			time.Sleep(time.Second)
		}
		require.NotZero(t, link.Stats().Stray)
	})
}

func TestBabblingLineIsReopened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var quiet atomic.Bool
		link := start(t, fieldbus.NewRTU, fieldbus.Config{}, func(conn io.ReadWriteCloser) {
			for !quiet.Load() {
				if _, err := conn.Write([]byte{0x55}); err != nil {
					return
				}
				time.Sleep(10 * time.Millisecond)
			}
			saying(false, question.truth)(conn)
		})
		asked := time.Now()
		for range 3 {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			require.Error(t, link.ReadHolding(ctx, 1, 0, words(1)))
			cancel()
		}
		require.Less(t, time.Since(asked), 16*time.Second)
		require.NotZero(t, link.Stats().Reconnects)
		quiet.Store(true)
		time.Sleep(time.Minute)
		right(t, link, 1, 0, 3)
	})
}

func TestSlowWireIsNotATimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		link := start(t, fieldbus.NewRTU, fieldbus.Config{Timeout: 100 * time.Millisecond}, answering(false, func(conn io.ReadWriteCloser, q question) {
			time.Sleep(90 * time.Millisecond)
			for _, b := range q.truth() {
				conn.Write([]byte{b})
				time.Sleep(time.Second * 10 / 9600)
			}
		}))
		right(t, link, 1, 0, 125) // 255 characters: 0.27 s
	})
}

// The two are goburrow's: a request frame and an answer.
func TestSteadyPollingAllocatesTwiceARead(t *testing.T) {
	link, err := fieldbus.NewTCP(fieldbus.Config{Address: listening(t, fixed)})
	require.NoError(t, err)
	run(t, link)
	into := words(100)
	read := func() { _ = link.ReadHolding(t.Context(), 1, 0, into) }
	require.LessOrEqual(t, testing.AllocsPerRun(500, read), 2.0)
}

// fixed answers 100 registers without allocating.
func fixed(conn io.ReadWriteCloser) {
	ask, answer := make([]byte, 12), make([]byte, 9+200)
	for {
		if _, err := io.ReadFull(conn, ask); err != nil {
			return
		}
		copy(answer, ask[:8])
		answer[5], answer[8] = 203, 200
		if _, err := conn.Write(answer); err != nil {
			return
		}
	}
}

func TestWhatExpiresBeforeItIsSentNeverIs(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		var heard atomic.Int32
		link := start(t, make, fieldbus.Config{Pause: 300 * time.Millisecond}, saying(tcp, func(q question) []byte {
			heard.Add(1)
			return q.truth()
		}))
		right(t, link, 1, 0, 1)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, cancel)
		err := link.WriteHolding(ctx, 1, 0, words(1))
		require.Equal(t, fault.Unreachable, fault.KindOf(err), "%v", err)
		time.Sleep(time.Minute)
		require.Equal(t, int32(1), heard.Load())
		require.Equal(t, uint64(1), link.Stats().Dropped)
	})
}

func TestPeerThatNeverReadsIsBounded(t *testing.T) {
	both(t, func(t *testing.T, make maker, _ bool) {
		link := start(t, make, fieldbus.Config{}, func(io.ReadWriteCloser) { time.Sleep(time.Minute) })
		asked := time.Now()
		err := link.WriteHolding(t.Context(), 1, 0, words(1))
		require.Equal(t, fault.Unknown, fault.KindOf(err), "%v", err)
		require.Less(t, time.Since(asked), 1100*time.Millisecond)
	})
}

func TestDrippingAnswerEndsAtTheTimeout(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		link := start(t, make, fieldbus.Config{}, answering(tcp, func(conn io.ReadWriteCloser, q question) {
			q.count = 125
			for _, b := range q.truth() {
				conn.Write([]byte{b})
				time.Sleep(19 * time.Millisecond)
			}
		}))
		asked := time.Now()
		err := link.ReadHolding(t.Context(), 1, 0, words(125))
		require.Equal(t, fault.Unreachable, fault.KindOf(err), "%v", err)
		require.Less(t, time.Since(asked), 1400*time.Millisecond)
		require.Equal(t, uint64(1), link.Stats().Timeouts)
	})
}
