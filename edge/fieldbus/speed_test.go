package fieldbus_test

import (
	"bytes"
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/edge/fieldbus/fieldbustest"
)

// wire is a serial line with a slave that needs no time to think.
func wire(baud int) *fieldbustest.Wire {
	character := 10 * time.Second / time.Duration(baud)
	gap := character * 7 / 2
	if baud > 19200 {
		gap = 1750 * time.Microsecond
	}
	return &fieldbustest.Wire{Character: character, Gap: gap, Answer: func(frame []byte) ([]byte, time.Duration) {
		q, err := hear(nowhere{bytes.NewReader(frame)}, false)
		if err != nil {
			return nil, 0
		}
		return q.truth(), 0
	}}
}

// nowhere is a connection that is only read.
type nowhere struct{ *bytes.Reader }

func (nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (nowhere) Close() error                { return nil }

// A master cannot be faster than the bytes and the silences between frames.
func TestReadsReachTheLinesLimit(t *testing.T) {
	f := func(baud, registers int) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			line := wire(baud)
			link := start(t, fieldbus.NewRTU, fieldbus.Config{
				Serial: fieldbus.Serial{Baud: baud},
				Dial:   func(context.Context) (fieldbus.Port, error) { return line, nil },
			}, nil)
			const reads = 200
			into := words(registers)
			require.NoError(t, link.ReadHolding(t.Context(), 1, 0, into))
			began := time.Now()
			for range reads {
				require.NoError(t, link.ReadHolding(t.Context(), 1, 0, into))
			}
			took := time.Since(began)
			ratio := float64(reads*line.Limit(8, 5+2*registers)) / float64(took)
			t.Logf("%6d baud, %3d registers: %6.1f reads/s, %.3f of the limit", baud, registers, reads/took.Seconds(), ratio)
			require.Greater(t, ratio, 0.98)
			require.Zero(t, line.Early, "a slave needs the silence to tell frames apart")
		})
	}
	f(9600, 1)
	f(9600, 10)
	f(9600, 125)
	f(19200, 10)
	f(115200, 1)
	f(115200, 10)
	f(115200, 125)
}
