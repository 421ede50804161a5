package fieldbus_test

import (
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
)

func TestLogHoldsTransitionsOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var text strings.Builder
		var asleep atomic.Bool
		log := slog.New(slog.NewTextHandler(&text, nil))
		link := start(t, fieldbus.NewTCP, fieldbus.Config{Log: log}, answering(true, func(conn io.ReadWriteCloser, q question) {
			if q.unit == 1 && !asleep.Load() {
				conn.Write(q.truth())
			}
		}))
		poll := func(times int) {
			for range times {
				_ = link.ReadHolding(t.Context(), 1, 0, words(1))
				_ = link.ReadHolding(t.Context(), 2, 0, words(1)) // never there
				time.Sleep(time.Second)
			}
			synctest.Wait()
		}
		told := func(line string, times int) {
			t.Helper()
			require.Equal(t, times, strings.Count(text.String(), line), text.String())
		}
		poll(20)
		told("link answers", 1)
		told("unit silent", 1)
		asleep.Store(true)
		poll(600) // dusk
		told("unit silent", 2)
		told("link down", 0)
		asleep.Store(false)
		poll(60) // dawn
		told("unit answers again", 1)
		told("\n", 4)
	})
}
