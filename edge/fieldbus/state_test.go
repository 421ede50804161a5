package fieldbus_test

import (
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func TestSleepIsAStateThatEndsByItself(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		var asleep atomic.Bool
		link := start(t, make, fieldbus.Config{}, answering(tcp, func(conn io.ReadWriteCloser, q question) {
			if !asleep.Load() {
				conn.Write(q.truth())
			}
		}))
		state, since := link.Unit(1)
		require.Equal(t, fieldbus.Unasked, state)
		require.Zero(t, since)
		right(t, link, 1, 0, 2)
		asleep.Store(true)
		for range 2 {
			wrong(t, link, fault.Unreachable)
		}
		time.Sleep(300 * time.Millisecond) // the drain
		dusk := time.Now()
		for range 8 * 3600 {
			_ = link.ReadHolding(t.Context(), 1, 0, words(2))
			time.Sleep(time.Second)
		}
		state, since = link.Unit(1)
		require.Equal(t, fieldbus.Silent, state)
		require.WithinDuration(t, dusk, since, time.Second)
		asked := time.Now()
		err := wrong(t, link, fault.Unreachable)
		require.Zero(t, time.Since(asked), "nobody waits for who sleeps")
		require.ErrorContains(t, err, "silent for 8h")
		up, _ := link.State()
		require.Equal(t, fieldbus.Connected, up)
		asleep.Store(false)
		time.Sleep(15 * time.Second)
		right(t, link, 1, 0, 2)
		state, _ = link.Unit(1)
		require.Equal(t, fieldbus.Answering, state)
	})
}

func TestLinkStateAndSinceWhen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		link, err := fieldbus.NewRTU(fieldbus.Config{Address: "/nowhere/ttyUSB9"})
		require.NoError(t, err)
		state, since := link.State()
		require.Equal(t, fieldbus.Down, state)
		require.Zero(t, since)
		began := time.Now()
		run(t, link)
		time.Sleep(time.Minute)
		state, since = link.State()
		require.Equal(t, fieldbus.Unplugged, state)
		require.WithinDuration(t, began, since, time.Second)
	})
}
