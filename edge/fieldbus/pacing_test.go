package fieldbus_test

import (
	"context"
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

func TestPaceHoldsOneUnitAndNotTheOthers(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		link := start(t, make, fieldbus.Config{}, saying(tcp, question.truth))
		link.Pace(1, 300*time.Millisecond)
		right(t, link, 1, 0, 1)
		began := time.Now()
		var group sync.WaitGroup
		group.Go(func() {
			right(t, link, 1, 0, 1)
			require.InDelta(t, 300, time.Since(began).Milliseconds(), 5)
		})
		for range 20 {
			right(t, link, 2, 0, 1)
		}
		require.Less(t, time.Since(began), 200*time.Millisecond)
		group.Wait()
	})
}

// A busy device is asked less and less often, and more again when it has time.
func TestBusyDeviceIsAskedLessOften(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		var busy atomic.Bool
		link := start(t, make, fieldbus.Config{}, saying(tcp, func(q question) []byte {
			if q.unit == 1 && busy.Load() {
				return q.frame(0x83, 6)
			}
			return q.truth()
		}))
		perSecond := func() (asked int) {
			for end := time.Now().Add(time.Second); time.Now().Before(end); asked++ {
				_ = link.ReadHolding(t.Context(), 1, 0, words(1))
				right(t, link, 2, 0, 1)
				time.Sleep(5 * time.Millisecond)
			}
			return asked
		}
		free := perSecond()
		busy.Store(true)
		require.Equal(t, fault.Busy, fault.KindOf(link.ReadHolding(t.Context(), 1, 0, words(1))))
		require.Less(t, perSecond(), free/10)
		state, _ := link.Unit(1)
		require.Equal(t, fieldbus.Strained, state)
		time.Sleep(10 * time.Second)
		busy.Store(false)
		for range 60 {
			right(t, link, 1, 0, 1)
		}
		state, _ = link.Unit(1)
		require.Equal(t, fieldbus.Answering, state)
		require.InDelta(t, free, perSecond(), float64(free)/10)
	})
}

// Five devices on one line, each asked once a second; one falls silent, for good.
func TestOneSilentDeviceDoesNotSlowTheOthers(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		limits := fieldbus.Config{Timeout: 300 * time.Millisecond, Quiet: 100 * time.Millisecond}
		ends := time.Now().Add(time.Minute)
		link := start(t, make, limits, answering(tcp, func(conn io.ReadWriteCloser, q question) {
			time.Sleep(30 * time.Millisecond)
			if q.unit != 3 || time.Now().Before(ends) {
				conn.Write(q.truth())
			}
		}))
		var group sync.WaitGroup
		for unit := range uint8(5) {
			group.Go(func() {
				time.Sleep(time.Duration(unit) * time.Millisecond)
				poll(t, link, unit+1, unit+1 != 3)
			})
		}
		group.Wait()
		state, _ := link.Unit(3)
		require.Equal(t, fieldbus.Silent, state)
	})
}

// poll reads a unit each second for some minutes, and holds the time between two
// values to 1.5 of it.
func poll(t *testing.T, link *fieldbus.Link, unit uint8, there bool) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var last time.Time
	for range 300 {
		<-tick.C
		err := link.ReadHolding(t.Context(), unit, 0, words(10))
		if !there {
			continue
		}
		require.NoError(t, err)
		require.True(t, last.IsZero() || time.Since(last) < 1500*time.Millisecond, "%v", time.Since(last))
		last = time.Now()
	}
}

// At its fastest too the line keeps two thirds of its reads.
func TestOneSilentDeviceCostsAThirdOfABusyLine(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		var silent atomic.Bool
		link := start(t, make, fieldbus.Config{Timeout: 300 * time.Millisecond}, answering(tcp, func(conn io.ReadWriteCloser, q question) {
			time.Sleep(30 * time.Millisecond)
			if q.unit != 3 || !silent.Load() {
				conn.Write(q.truth())
			}
		}))
		cycles := func() (n int) {
			for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); n++ {
				_ = link.ReadHolding(t.Context(), 3, 0, words(10))
				for _, unit := range []uint8{1, 2, 4, 5} {
					right(t, link, unit, 0, 10)
				}
			}
			return n
		}
		all := cycles()
		silent.Store(true)
		require.Greater(t, 1.5*float64(cycles()), float64(all))
	})
}

// Who did not answer last time is asked after those who will; but never is a write
// held back for that.
func TestDoubtfulReadGoesLast(t *testing.T) {
	f := func(want []uint8, ask func(ctx context.Context, link *fieldbus.Link) error) {
		t.Helper()
		both(t, func(t *testing.T, make maker, tcp bool) {
			var order []uint8
			var awake atomic.Bool
			link := start(t, make, fieldbus.Config{Reach: -1}, answering(tcp, func(conn io.ReadWriteCloser, q question) {
				time.Sleep(10 * time.Millisecond)
				if q.unit == 1 && !awake.Load() {
					return
				}
				order = append(order, q.unit)
				conn.Write(q.truth())
			}))
			wrong(t, link, fault.Unreachable)
			time.Sleep(time.Second)
			awake.Store(true)
			var group sync.WaitGroup
			group.Go(func() { right(t, link, 2, 0, 1) })
			time.Sleep(8 * time.Millisecond)
			group.Go(func() { require.NoError(t, ask(t.Context(), link)) })
			synctest.Wait()
			group.Go(func() { right(t, link, 3, 0, 1) })
			group.Wait()
			require.Equal(t, want, order)
		})
	}
	f([]uint8{2, 3, 1}, func(ctx context.Context, link *fieldbus.Link) error { return link.ReadHolding(ctx, 1, 0, words(1)) })
	f([]uint8{2, 1, 3}, func(ctx context.Context, link *fieldbus.Link) error { return link.WriteHolding(ctx, 1, 0, words(1)) })
}

// A bridge that says for a device that it does not answer has waited for it.
func TestUnitThatItsBridgeMissesIsSilent(t *testing.T) {
	f := func(code byte) {
		t.Helper()
		both(t, func(t *testing.T, make maker, tcp bool) {
			asked := 0
			link := start(t, make, fieldbus.Config{}, saying(tcp, func(q question) []byte {
				if q.unit == 2 {
					return q.truth()
				}
				asked++
				time.Sleep(400 * time.Millisecond)
				return q.frame(0x83, code)
			}))
			for range 100 {
				_ = link.ReadHolding(t.Context(), 1, 0, words(1))
				right(t, link, 2, 0, 1)
				time.Sleep(time.Second)
			}
			state, _ := link.Unit(1)
			require.Equal(t, fieldbus.Silent, state)
			require.Less(t, asked, 15)
		})
	}
	f(10)
	f(11)
}
