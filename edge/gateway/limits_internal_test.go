package gateway

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func capped(p energy.Watts) safety.Cap { return safety.Cap{Limited: true, Power: p} }

func TestTheMainFuseLimitsWhatNothingElseDoes(t *testing.T) {
	watts := func(v float64) *float64 { return &v }
	f := func(l Limits, export, imported, plausible safety.Cap) {
		t.Helper()
		out := l.safety()
		require.Empty(t, out.Flaw())
		require.Equal(t, []safety.Cap{export, imported, plausible}, []safety.Cap{out.Export, out.Import, out.Connection})
	}
	none := safety.Cap{}
	f(Limits{}, none, none, none)
	f(Limits{ConnectionW: watts(8000)}, capped(8000), capped(8000), capped(16000))
	f(Limits{ConnectionW: watts(8000), MaxExportW: watts(0)}, capped(0), capped(8000), capped(16000))
	f(Limits{MaxImportW: watts(5000)}, none, capped(5000), none)
}

func TestWithNoRatingTheBatterysOwnLimitsBind(t *testing.T) {
	rating := 3000.0
	without, with := Limits{}.safety(), Limits{InverterRatingW: &rating}.safety()
	require.Equal(t, noRating, without.Rating)
	require.EqualValues(t, 3000, with.Rating)
}

func TestRow15_OfTwoRatingsTheLowerCounts(t *testing.T) {
	watts := func(v energy.Watts) energy.Reading[energy.Watts] { return energy.Read(v, time.Unix(1e9, 0)) }
	f := func(agreed energy.Watts, n driver.Nameplate, want energy.Watts, plausible safety.Cap) {
		t.Helper()
		l := Limits{}.safety()
		l.Rating = agreed
		out := rated(l, n)
		require.Empty(t, out.Flaw())
		require.Equal(t, want, out.Rating)
		require.Equal(t, plausible, out.Battery)
	}
	f(noRating, driver.Nameplate{}, noRating, safety.Cap{})
	f(3000, driver.Nameplate{}, 3000, safety.Cap{})
	f(noRating, driver.Nameplate{Power: watts(5000)}, 5000, capped(10000))
	f(3000, driver.Nameplate{Power: watts(5000)}, 3000, capped(10000))
	f(noRating, driver.Nameplate{Power: watts(5000), Apparent: energy.Read(energy.VoltAmperes(4600), time.Unix(1e9, 0))}, 4600, capped(10000))
	f(noRating, driver.Nameplate{MaxCharge: watts(7000), MaxDischarge: watts(4000)}, noRating, capped(14000))
	f(3000, driver.Nameplate{Power: watts(0)}, 3000, safety.Cap{}) // 0: never set
}
