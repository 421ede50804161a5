package e2e_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Two of ten homes take every order, answer that they did, and their batteries do as
// they like. Within 60 s the plant's true power is 2 % from its target, and the cloud
// says how many do not follow.
func TestRow27_HomesThatAcknowledgeAndIgnoreAreMadeUpFor(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	var all []*home
	for range 10 {
		all = append(all, s.light(t, device.ACCoupled))
	}
	s.joined(t, len(all))
	for _, h := range all[:2] {
		s.town.mu.Lock()
		require.NoError(t, h.bank.Break(device.StorageUnit, "accepted_not_applied"))
		s.town.mu.Unlock()
	}
	const target energy.Watts = 20_000
	s.cloud.ask(t, target)
	asked := time.Now()
	await(t, "target within 2 %", 60*time.Second, func() string {
		now := battery(all...)
		return unless((now-target).Abs() < target/50, fmt.Sprintf("%.0f W of %.0f W", now, target))
	})
	await(t, "two said not to follow", time.Until(asked.Add(60*time.Second)), func() string {
		p, err := s.cloud.plant()
		require.NoError(t, err)
		out := 0
		for _, n := range p.Unfollowing {
			out += n
		}
		return unless(out == 2, fmt.Sprint(p.Unfollowing))
	})
	follows(t, "target and stays", target, time.Until(asked.Add(60*time.Second)), all...)
}
