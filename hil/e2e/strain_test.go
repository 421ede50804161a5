package e2e_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// crowd is how many goroutines use all of a strained gateway's one processor.
const crowd = 2

// strain is the environment of a gateway that has one processor, and collects
// its garbage all the time.
var strain = []string{"GOMAXPROCS=1", "GOGC=1"}

// actStrained is a gateway beside goroutines that leave it nothing.
func actStrained(ctx context.Context, file string, log *slog.Logger) error {
	for range crowd {
		go func() {
			for kept := [][]byte(nil); ctx.Err() == nil; {
				if kept = append(kept, make([]byte, 4096)); len(kept) > 500 {
					kept = nil
				}
			}
		}()
	}
	return actGateway(ctx, file, log)
}

// strained is how late a command may be, the latest of all, so that the 99.9th
// percentile is below it: half of what the inverter waits.
const strained = reversion / 2

// A gateway process without a free processor, under garbage collection without
// end, commands its battery on: never so late that the inverter lets go. (A disk
// that stalls is TestFault093 of edge/record and edge/spool: they write beside
// the loop. How late in milliseconds is measured by scripts/bench edge.)
func TestFault093_FullProcessorAndGarbageTheHomeIsKept(t *testing.T) {
	t.Parallel()
	dir, nobody, town := t.TempDir(), freeAddresses(t, 2), newTown(t)
	away := gateway.Cloud{MQTT: nobody[0], Enroll: "http://" + nobody[1], ClaimFile: filepath.Join(dir, "claim")}
	h := town.add(t, device.ACCoupled)
	c := h.listen()
	startRole(t, "strained", writeGatewayFile(t, h, filepath.Join(dir, string(h.site)), away), strain...)
	await(t, "a command", 40*time.Second, func() string { return unless(c.count() > 3, "none") })
	begun := time.Now()
	for _, load := range []energy.Watts{2000, 300} {
		h.use(load)
		await(t, fmt.Sprintf("command for %.0f W", load), time.Minute, func() string {
			p, asked := h.commanded(t)
			require.True(t, asked, "the inverter let go")
			return unless((p-load).Abs() < 150, fmt.Sprintf("registers say %.0f W", p))
		})
	}
	await(t, "twenty seconds", 25*time.Second, func() string { return unless(time.Since(begun) > 20*time.Second, "too early") })
	require.Less(t, c.longest(), strained)
}

// commands is when a home was commanded.
type commands struct {
	mu sync.Mutex
	at []time.Time
}

// listen notes every command from here on. It comes before the gateway.
func (h *home) listen() *commands {
	c := &commands{}
	h.town.mu.Lock()
	defer h.town.mu.Unlock()
	h.bank.OnWrite(func(uint8, uint16, []uint16) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.at = append(c.at, time.Now())
	})
	return c
}

func (c *commands) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.at)
}

// longest returns the longest time between two commands.
func (c *commands) longest() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	var gaps []time.Duration
	for i := range c.at[1:] {
		gaps = append(gaps, c.at[i+1].Sub(c.at[i]))
	}
	return slices.Max(gaps)
}
