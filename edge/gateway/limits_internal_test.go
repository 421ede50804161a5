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
		l.MaxSoCRatio = 1
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
	without, with := Defaults().Limits.safety(), Limits{InverterRatingW: &rating}.safety()
	require.Equal(t, noRating, without.Rating)
	require.EqualValues(t, 3000, with.Rating)
}

func TestRow15_OfTwoRatingsTheLowerCounts(t *testing.T) {
	watts := func(v energy.Watts) energy.Reading[energy.Watts] { return energy.Read(v, time.Unix(1e9, 0)) }
	f := func(agreed energy.Watts, n driver.Nameplate, want energy.Watts, plausible safety.Cap) {
		t.Helper()
		l := Defaults().Limits.safety()
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

func TestFault095_LimitsThatAreNotTheSealedOnesHoldTheBatteryStill(t *testing.T) {
	bubble(t, func(t *testing.T) {
		rating := 3000.0
		s := newTheatre(map[uint8]*box{2: storage(t), 240: meter(t)})
		f := func(flip func(*Limits), want energy.Watts) {
			t.Helper()
			c := s.config
			c.Limits.InverterRatingW = &rating
			c.Limits.Sealed = c.Limits.Seal()
			flip(&c.Limits)
			s.home = Restore(c, s.fields, Past{Boot: FirstBoot}, time.Now, s.home.log)
			s.loop.home = s.home
			require.NoError(t, s.home.Accept(order(1, 1500)))
			require.Equal(t, energy.WantPower(want), s.pass(t, 8).Decision.Approved)
		}
		f(func(*Limits) {}, 1500)
		f(func(l *Limits) { l.ReserveRatio = 0.1 + 1.0/64 }, 0)
		f(func(l *Limits) { more := 3001.0; l.InverterRatingW = &more }, 0)
		f(func(l *Limits) { l.Sealed = "00000000" }, 0)
	})
}

func TestTheSiteFilesWordsBecomeLimits(t *testing.T) {
	l := Defaults().Limits
	l.Fuse = &Fuse{CurrentA: 35, LowestVoltageV: 207, Phases: []string{"L1", "L3"}}
	l.Charging = &Span{MinC: 0, MaxC: 50, DerateC: 5, HysteresisC: 1}
	l.Cells = &Cells{MinV: 2.8, MaxV: 3.6, TaperV: 0.1, HysteresisV: 0.05}
	l.Swings = &Swings{BandW: 500, Dwell: 30000, PerHour: 20}
	l.Proof = &Trial{Tolerance: 300, Within: 20000, Pause: 600000, Tries: 3}
	l.Balance = &Trial{Tolerance: 500, Within: 15000, Pause: 600000, Tries: 2}
	out := l.safety()
	require.Empty(t, out.Flaw())
	require.Equal(t, safety.Fuse{Limited: true, Current: 35, Voltage: 207, Feeds: [3]bool{true, false, true}}, out.Fuse)
	require.Equal(t, safety.Span{Limited: true, Min: 0, Max: 50, Derate: 5, Hysteresis: 1}, out.Charging)
	require.Equal(t, safety.Span{}, out.Temperature)
	require.Equal(t, safety.Cells{Limited: true, Min: 2.8, Max: 3.6, Taper: 0.1, Hysteresis: 0.05}, out.Cells)
	require.Equal(t, safety.Swings{Limited: true, Band: 500, Dwell: 30 * time.Second, PerHour: 20}, out.Swings)
	require.Equal(t, safety.Proof{Limited: true, Settle: 20 * time.Second, Tolerance: 300, Pause: 10 * time.Minute, Tries: 3}, out.Proof)
	require.Equal(t, safety.Balance{Limited: true, After: 15 * time.Second, Tolerance: 500, Pause: 10 * time.Minute, Tries: 2}, out.Balance)
}

// Readings that stand still are judged in every home whose file does not say in words
// that they are not, and what was sealed before that was so stays sealed.
func TestAFrozenReadingIsJudgedUnlessTheSiteFileSaysNot(t *testing.T) {
	usual := safety.Frozen{Limited: true, After: time.Minute, Power: 1000, Share: 0.05}
	require.Equal(t, usual, Defaults().Limits.safety().Frozen)
	own := Limits{Frozen: &Frozen{After: 2000, PowerW: 500, ShareRatio: 0.1}}.safety()
	require.Equal(t, safety.Frozen{Limited: true, After: 2 * time.Second, Power: 500, Share: 0.1}, own.Frozen)
	off := Limits{MaxSoCRatio: 1, Frozen: &Frozen{Off: true}}
	require.Zero(t, off.safety().Frozen)
	require.NoError(t, off.validate())
	require.ErrorContains(t, Limits{MaxSoCRatio: 1, Frozen: &Frozen{After: 2000}}.validate(), "want frozen with")
	require.NotEqual(t, Limits{Frozen: &Frozen{}}.Seal(), off.Seal())
	require.Equal(t, "bd9d281e", Limits{Frozen: &Frozen{After: 60000, PowerW: 1000, ShareRatio: 0.05}}.Seal())
}

// What is set to 0 W is a limit, and what is not set is none: they differ.
func TestTheSealIsOfEveryLimitSet(t *testing.T) {
	zero, five := 0.0, 5.0
	seen := map[string]bool{}
	for _, l := range []Limits{
		{}, {ReserveRatio: 0.1}, {MaxExportW: &zero}, {MaxImportW: &zero}, {MaxExportW: &five}, {Fuse: &Fuse{}},
		{Fuse: &Fuse{Phases: []string{"L1"}}}, {Fuse: &Fuse{Phases: []string{"L2"}}}, {Proof: &Trial{Tries: 1}}, {Balance: &Trial{Tries: 1}},
	} {
		require.False(t, seen[l.Seal()], "%+v", l)
		seen[l.Seal()] = true
		l.Sealed = "anything"
		require.True(t, seen[l.Seal()])
	}
}
