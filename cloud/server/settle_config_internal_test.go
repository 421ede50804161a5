package server

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func TestTermsAreReadAsTheyAreWritten(t *testing.T) {
	f := func(terms Terms, want string) {
		t.Helper()
		c := Defaults()
		c.Settlement.Programmes = map[string]Terms{"evening-capacity": terms}
		require.ErrorContains(t, c.Validate(), "settlement.programmes.evening-capacity: "+want)
	}
	f(Terms{PerKWh: "0.5"}, "a price without a currency")
	f(Terms{Currency: "USD", PerKWh: "0.0000001"}, "price_per_kwh")
	f(Terms{Currency: "usd"}, "currency")
	f(Terms{Currency: "USD", Performance: "1"}, "a price for performance wants the ratio")
	f(Terms{Baseline: "best"}, "baseline \"best\": want one of meter-before-900s@1")
	f(Terms{Meter: "pv_w"}, "meter")
	f(Terms{Rule: "x"}, "rule")
	f(Terms{Holidays: []string{"4 July"}}, "holidays")
	c := Defaults()
	c.Settlement.Wait = 0
	require.ErrorContains(t, c.Validate(), "settlement: wait of 0s")
}

// TestTermsOfAProgrammeThatIsNotThereAreRefused, with the name that was meant.
func TestTermsOfAProgrammeThatIsNotThereAreRefused(t *testing.T) {
	s := Settlement{Programmes: map[string]Terms{"evening-capacity": {}}}
	_, err := s.agreed(programme.Builtin())
	require.NoError(t, err)
	s.Programmes["evning-capacity"] = Terms{Currency: "USD", PerKWh: "0.5"}
	_, err = s.agreed(programme.Builtin())
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	require.ErrorContains(t, err, `there is no programme "evning-capacity": the nearest known is "evening-capacity"`)
}

// A level that a programme is told is kept, to be scored by; and whoever may let calls
// run, the clerk may say what they were worth.
func TestLevelsAreKeptAndScoresAreTaken(t *testing.T) {
	c := Defaults()
	c.StateDir, c.MQTT = t.TempDir(), "127.0.0.1:0"
	c.Programmes.Persons = []string{"anna"}
	s, err := openStores(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.close()) })
	r, err := newRoad(t.Context(), c, s, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(func() { end(t, r) })
	begun := time.Now().Add(-time.Second)
	require.NoError(t, r.programmes.SetLevel("pjm-regulation", -0.25, "anna"))
	levels, err := r.settlement.tape.Levels("pjm-regulation", energy.Interval{Start: begun, End: time.Now().Add(time.Second)})
	require.NoError(t, err)
	require.Len(t, levels, 1)
	v, _ := levels[0].Value()
	require.EqualValues(t, -0.25, v)
	require.Equal(t, fault.NotFound, fault.KindOf((&over{desk: r.programmes.desk}).Score("none", 1, "settlement/none", time.Now())))
}
