package e2e_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// The cloud dies in the middle of an order, and the gateway stands still (kill
// -STOP) until the order is long over. As it goes on it asks nothing of the
// battery but the home's own load. (A panic, and the kernel's answer to a lack of
// memory, are a kill -9.)
func TestFault087_AGatewayThatStoodStillCarriesNothingStaleOn(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	h, process := s.served(t, device.ACCoupled)
	s.joined(t, 1)
	const target energy.Watts = 4000
	s.cloud.ask(t, target)
	follows(t, "target", target, 30*time.Second, h)
	mustFollow(t, h)

	s.cloud.process.kill()
	process.freeze()
	stopped := time.Now()
	ownMode(t, stopped.Add(reversion+slack), h)
	await(t, "the order's end", lease+slack, func() string { return unless(time.Since(stopped) > lease+slack, "too early") })

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
