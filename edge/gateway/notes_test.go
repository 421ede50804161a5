package gateway_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
)

func TestACheckSaysWhatIsOff(t *testing.T) {
	f := func(c gateway.Config, want, not string) {
		t.Helper()
		said := strings.Join(gateway.Notes(c), "\n")
		if want != "" {
			require.Contains(t, said, want)
		}
		if not != "" {
			require.NotContains(t, said, not)
		}
	}
	rating := 5000.0
	c := gateway.Defaults()
	f(c, "balance", "proof")
	f(c, "swings", "jumps")
	c.Limits.Proof, c.Limits.Jumps = &gateway.Trial{Off: true}, &gateway.Jumps{Off: true}
	f(c, "jumps, balance, proof", "")
	c.Limits.Operator = &gateway.Operator{Guard: "box-1", FailsafeImportW: &rating}
	f(c, `until the box "box-1" has spoken`, "")

	c.Buses = []gateway.Bus{{Devices: []gateway.BusDevice{{Unit: 247, Map: "foxess-h3", Model: "-", Version: "-"}}}}
	f(c, "bus 1, unit 247: map foxess-h3 knows no limit of the battery", "")
	c.Limits.BatteryRatingW = &rating
	f(c, "", "knows no limit")
	c.Limits.BatteryRatingW, c.Limits.InverterRatingW = nil, &rating
	f(c, "", "knows no limit")
	c.Limits.InverterRatingW = nil
	c.Buses[0].Devices[0].Map = "huawei-sun2000"
	f(c, "", "battery_rating_w")
	c.Buses[0].Devices[0].Map = "solis-hybrid"
	f(c, "unit 247, by map solis-hybrid: it is asked", "")
	c.Tick = 10_000
	f(c, "", "solis-hybrid")
}

func TestProofAndJumpsHoldWhereNothingIsSaidOfThem(t *testing.T) {
	c := gateway.Defaults()
	for _, key := range []string{"proof", "jumps", "frozen"} {
		require.NotContains(t, strings.Join(gateway.Notes(c), " "), key)
	}
}
