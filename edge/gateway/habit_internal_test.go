package gateway

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// habitual is what safety makes of a wish for p of self-consumption, with so much left.
func habitual(t *testing.T, p energy.Watts, soc energy.Ratio) safety.Setpoint {
	t.Helper()
	now := time.Unix(1e9, 0)
	most := energy.Read[energy.Watts](3000, now)
	limits := safety.Limits{Reserve: 0.2, MaxSoC: 1, Rating: 5000, Hold: time.Minute}
	_, set, _ := safety.Step(&limits, safety.State{}, energy.Snapshot{SoC: energy.Read(soc, now), MaxCharge: most, MaxDischarge: most}, energy.WantPower(p), energy.SelfConsumption, now)
	return set
}

func TestFault091_ABatteryThatWouldBeWornRestsWhileNobodyAsks(t *testing.T) {
	var h habit
	now := time.Unix(1e9, 0)
	free, bound := habitual(t, 1000, 0.5), habitual(t, 1000, 0.2)
	require.True(t, free.Habitual())
	require.True(t, habitual(t, 4000, 0.5).Habitual(), "its own mode keeps its own limits")
	require.False(t, bound.Habitual(), "but not the owner's reserve")

	require.True(t, h.rests(nil, free, energy.SelfConsumption, now))
	require.False(t, h.rests(nil, free, energy.Dispatch, now), "somebody asks")
	require.True(t, h.rests(nil, free, energy.SelfConsumption, now), "and does no more")
	require.False(t, h.rests(nil, bound, energy.SelfConsumption, now), "the reserve is to be held")
	require.False(t, h.rests(nil, free, energy.SelfConsumption, now.Add(restAfter-time.Second)), "no cloud gives it back")
}
