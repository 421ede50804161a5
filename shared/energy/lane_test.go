package energy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestALaneIsOfItsPlant(t *testing.T) {
	f := func(p energy.PlantID, n int, want energy.PlantID) {
		t.Helper()
		lane := p.Lane(n)
		require.Equal(t, want, lane)
		require.Equal(t, p, lane.Whole())
		_, err := energy.ParsePlantID(string(lane))
		require.NoError(t, err)
	}
	f("demo", 0, "demo")
	f("demo", 1, "demo--1")
	f("demo--", 12, "demo----12")
	for _, none := range []energy.PlantID{"", "demo", "demo-1", "--1", "demo--", "demo--01", "demo--0", "demo--x", "demo--+1"} {
		require.Equal(t, none, none.Whole())
	}
}
