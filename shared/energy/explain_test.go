package energy_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestADecisionExplainsItselfInOneSentence(t *testing.T) {
	f := func(want string, d energy.Decision) {
		t.Helper()
		require.Equal(t, want, d.Explain())
	}
	decide := func(layer energy.Layer, wish energy.Watts, approved energy.Want, bounds energy.Bounds) energy.Decision {
		d := energy.Decision{State: energy.Autonomous, Layer: layer, Approved: approved, Bounds: bounds}
		d.Wants[layer] = energy.WantPower(wish)
		return d
	}
	order := func(d energy.Decision, left time.Duration) energy.Decision {
		d.Order, d.LeaseLeft = 7, left
		return d
	}
	own := energy.Decision{State: energy.Autonomous}
	f("nobody asks for anything and the inverter is in its own mode", own)
	f("nobody asks for anything and the inverter is in its own mode; the order asks for nothing now, 60 s left", order(own, time.Minute))
	f("nobody asks for anything and the inverter is in its own mode; in failsafe by stale", energy.Decision{Bounds: energy.BoundStale})
	f("dispatch wants 3.0 kW discharging; limited to 2.1 kW by export; 41 s of the order left",
		order(decide(energy.Dispatch, 3000, energy.WantPower(2100), energy.BoundExport), 41*time.Second))
	f("dispatch wants 3.0 kW discharging; 15 min of the order left",
		order(decide(energy.Dispatch, 3000, energy.WantPower(3000.2), 0), 15*time.Minute))
	f("the plan wants 2.0 kW charging; limited to 0 W by soc high and cell",
		decide(energy.Plan, -2000, energy.WantPower(0), energy.BoundSoCHigh|energy.BoundCell))
	f("self-consumption wants 500 W discharging; changed to 2.0 kW charging by export",
		decide(energy.SelfConsumption, 500, energy.WantPower(-2000), energy.BoundExport))
	f("frequency response wants 1.0 kW charging; not commanded by device",
		decide(energy.Frequency, -1000, energy.Want{}, energy.BoundDevice))
	armed := decide(energy.Frequency, 2600, energy.WantPower(2600), 0)
	armed.Arm, armed.ArmLeft = 9, 192*time.Minute
	f("frequency response wants 2.6 kW discharging; armed for another 192 min", armed)
	standing := order(decide(energy.Dispatch, 418, energy.WantPower(418), 0), 41*time.Second)
	standing.Arm, standing.ArmLeft = 9, time.Minute
	f("dispatch wants 418 W discharging; 41 s of the order left; frequency response is armed for another 60 s", standing)
	paused := order(decide(energy.Owner, 200, energy.WantPower(200), 0), 90*time.Second)
	paused.Wants[energy.Dispatch] = energy.WantPower(3000)
	f("the owner wants 200 W discharging; the order for 3.0 kW discharging waits, 90 s left", paused)
	sunny := decide(energy.PeakShaving, 0, energy.WantPower(0), 0)
	sunny.Curtail = energy.WantPower(1200)
	f("peak shaving wants 0 W; PV held to 1.2 kW", sunny)
	require.Equal(t, "dispatch of plant north wants 418 W discharging; 41 s of the order left",
		order(decide(energy.Dispatch, 418, energy.WantPower(418), 0), 41*time.Second).ExplainFor("north"))
	require.Equal(t, "the owner wants 200 W discharging; the order of plant north for 3.0 kW discharging waits, 90 s left", paused.ExplainFor("north"))
	blind := decide(energy.Plan, 100, energy.WantPower(100), energy.BoundStale)
	blind.State = energy.Failsafe
	f("the plan wants 100 W discharging; in failsafe by stale", blind)
	f("nobody asks for anything and the inverter is in its own mode", energy.Decision{State: energy.Limited, Layer: 99})
}
