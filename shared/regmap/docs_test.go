package regmap_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// ends is what ends a command, or a limit.
func ends(l regmap.Lease) string {
	switch l.Kind {
	case regmap.NoLease, regmap.Kept:
		return "nothing: " + l.Why
	case regmap.Fixed:
		return fmt.Sprintf("the device, after %.0f s", l.After.Seconds())
	case regmap.Heartbeat:
		return "a heartbeat that stops"
	}
	return fmt.Sprintf("a time that is written, in steps of %.0f s", l.Count.Seconds())
}

// row is a map's in docs/devices.md.
func row(m *regmap.Device) string {
	battery, pv, island := "no", "no", "no"
	switch {
	case m.SunSpec:
		battery, pv, island = "as SunSpec", "as SunSpec", "as SunSpec"
	case len(m.Steps) > 0:
		battery = "ended by " + ends(m.Lease)
	case m.Lease.Why != "":
		battery = "no: " + m.Lease.Why
	}
	if len(m.Cuts) > 0 {
		pv = "ended by " + ends(m.Curb)
	}
	if m.Island.Point != "" {
		island = "by " + m.Island.Point
	}
	proof := map[regmap.Proof]string{regmap.Words: "raw words", regmap.Table2: "a second table alone"}[m.Proof]
	return fmt.Sprintf("|`%s`|%s|%s|%s: %s|%s|%s|%s|\n", m.Name, m.Maker, m.Model, proof, m.Proven, battery, pv, island)
}

// TestDevicesAreDocumented keeps docs/devices.md to what the maps say.
func TestDevicesAreDocumented(t *testing.T) {
	var rows strings.Builder
	for _, m := range regmap.Vendors() {
		rows.WriteString(row(m))
	}
	text, err := os.ReadFile("../../docs/devices.md")
	require.NoError(t, err)
	require.Contains(t, string(text), rows.String(), "put these rows into docs/devices.md:\n%s", rows.String())
}
