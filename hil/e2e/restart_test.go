package e2e_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// A gateway that was killed in the middle of an order comes back as another
// boot: what it was told before means nothing, and the plant tells it anew.
func TestRow32_RestartedGatewayIsCommandedAgain(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	h, process := s.served(t, device.ACCoupled)
	other := s.light(t, device.Hybrid)
	s.joined(t, 2)
	const target energy.Watts = 4000
	s.cloud.ask(t, target)
	follows(t, "target", target, 30*time.Second, h, other)
	before := s.underOrder(t, h, 0)

	process.kill()
	s.boot(t, h)
	restarted := time.Now()
	after := s.underOrder(t, h, before.Boot)
	require.Greater(t, *after.Order, *before.Order)
	require.LessOrEqual(t, after.Seq, uint64(time.Since(restarted).Seconds())+2, "reports are numbered from 1 again, one a second")
	follows(t, "target again", target, 30*time.Second, h, other)

	p, err := s.cloud.plant()
	require.NoError(t, err)
	require.Zero(t, p.Telemetry.Lost, "what died with the gateway was not given up by it")
	require.Zero(t, p.Orders.Refused, "an order was made for the boot that died")
}

// underOrder waits until the home reports an order in force in a boot after
// the one given.
func (s *system) underOrder(t *testing.T, h *home, after uint64) (v api.Site) {
	t.Helper()
	await(t, "an order in force", 20*time.Second, func() string {
		var err error
		v, err = s.cloud.site(h.site)
		require.NoError(t, err)
		ok := v.Online && v.Boot > after && v.Order != nil && *v.Order != 0 && *v.Layer == "dispatch" && v.Condition == "commandable"
		return unless(ok, fmt.Sprintf("%+v", v))
	})
	return v
}
