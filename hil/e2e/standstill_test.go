package e2e_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// A gateway stands still (kill -STOP) in the middle of an order until that is long
// over. Its cloud goes on for a while, so that renewals and signals wait in its
// socket, and dies. As it goes on it asks nothing of the battery but the home's own
// load. (A panic, and the kernel's answer to a lack of memory, are a kill -9.)
func TestFault087_AGatewayThatStoodStillTakesNothingStaleFromItsSocket(t *testing.T) {
	t.Parallel()
	standsStill(t, lease+slack)
}

// The order that it stood still in is still in force, but what it hears of its
// signal has waited.
func TestFault087_AGatewayThatStoodStillWithinALeaseHearsNoSignalThatWaited(t *testing.T) {
	t.Parallel()
	standsStill(t, reversion+slack)
}

func standsStill(t *testing.T, still time.Duration) {
	t.Helper()
	s := newSystem(t)
	h, process := s.served(t, device.ACCoupled)
	s.joined(t, 1)
	const target energy.Watts = 4000
	s.cloud.ask(t, target)
	follows(t, "target", target, 30*time.Second, h)
	mustFollow(t, h)

	process.freeze()
	stopped := time.Now()
	ownMode(t, stopped.Add(reversion+slack), h)
	s.cloud.process.kill()
	await(t, "the end of the stand-still", still, func() string { return unless(time.Since(stopped) >= still, "too early") })

	process.thaw()
	going := time.Now()
	kept := false
	await(t, "ten seconds of its own", 12*time.Second, func() string {
		p, asked := h.commanded(t)
		require.False(t, asked && p > target/2, "told %.0f W again, %v after it went on", p, time.Since(going))
		require.Less(t, h.truth().Battery, target/2)
		kept = kept || asked
		return unless(time.Since(going) > 10*time.Second, "not for long yet")
	})
	require.True(t, kept, "the gateway keeps the home again")
	selfSufficient(t, 10*time.Second, h)
}
