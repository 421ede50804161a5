package gateway

import (
	"bytes"
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// cutting is a bus on which the n-th write comes with the end of the gateway.
type cutting struct {
	*wires
	left int
	stop context.CancelFunc
}

func (c *cutting) WriteHolding(ctx context.Context, unit uint8, at uint16, words []uint16) error {
	if c.left--; c.left > 0 {
		return c.wires.WriteHolding(ctx, unit, at, words)
	}
	c.stop()
	<-ctx.Done()
	return &fault.Error{Op: "write", Kind: fault.Unknown, Err: context.Cause(ctx)}
}

// A stop is what somebody wanted: nothing about it is a warning, whatever the pass
// was doing.
func TestANormalStopWarnsOfNothing(t *testing.T) {
	for n := range 8 {
		c := settings(t)
		bubble(t, func(t *testing.T) {
			var log bytes.Buffer
			ctx, stop := context.WithCancel(t.Context())
			bus := &cutting{wires: &wires{units: map[uint8]*box{2: storage(t), 240: meter(t)}}, left: 20 + n, stop: stop}
			g, err := New(c, []Field{{Registers: bus, Units: []uint8{2, 240}}}, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn})))
			require.NoError(t, err)
			ended := make(chan error, 1)
			go func() { ended <- g.Run(ctx) }()
			time.Sleep(time.Minute)
			require.NoError(t, <-ended)
			require.LessOrEqual(t, bus.left, 0, "it was stopped by a write")
			require.NotContains(t, log.String(), "canceled")
		})
	}
}
