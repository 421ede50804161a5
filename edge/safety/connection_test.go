package safety_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// The worst of the phases that the battery feeds binds; 230 V makes 16 A 3680 W.
func TestFuseHoldsOnTheWorstPhase(t *testing.T) {
	f := func(feeds [3]bool, amperes [3]energy.Amperes, wish, want energy.Watts, bounds energy.Bounds) {
		t.Helper()
		l := limits()
		l.Rating = 20_000
		l.Fuse = safety.Fuse{Limited: true, Current: 16, Voltage: 230, Feeds: feeds}
		follow(t, l)(func(s *energy.Snapshot) {
			at := s.Temperature.At()
			s.MaxCharge, s.MaxDischarge = energy.Read(energy.Watts(20_000), at), energy.Read(energy.Watts(20_000), at)
			s.Battery = energy.Read(energy.Watts(0), at)
			for i, a := range amperes {
				s.Phases[i] = energy.Read(a, at)
				if a == 99 {
					s.Phases[i] = s.Phases[i].Lost()
				}
			}
		}, wish, want, bounds)
	}
	one, three := [3]bool{false, true, false}, [3]bool{true, true, true}
	const fuse = energy.BoundFuse
	f(one, [3]energy.Amperes{}, 3680, 3680, 0)
	f(one, [3]energy.Amperes{}, 4000, 3680, fuse)
	f(one, [3]energy.Amperes{0, 10, 0}, 4000, 1380, fuse)
	f(one, [3]energy.Amperes{0, -10, 0}, -4000, -1380, fuse)
	f(one, [3]energy.Amperes{-16, 0, 16}, -3680, -3680, 0) // not its phases
	f(one, [3]energy.Amperes{99, 0, 99}, -3680, -3680, 0)
	f(one, [3]energy.Amperes{0, 99, 0}, 1000, 0, fuse|energy.BoundStale)
	f(one, [3]energy.Amperes{0, 99, 0}, -1000, 0, fuse|energy.BoundStale)
	f(one, [3]energy.Amperes{0, 33, 0}, 1000, 0, fuse|energy.BoundStale) // beyond what a fuse carries
	f(one, [3]energy.Amperes{0, -20, 0}, 0, 920, fuse)                   // relieved
	f(three, [3]energy.Amperes{0, 0, 0}, 12_000, 11_040, fuse)
	f(three, [3]energy.Amperes{-12, 2, 0}, -4000, -2760, fuse)
	f(three, [3]energy.Amperes{-12, 2, 0}, 12_000, 9660, fuse)
	f(three, [3]energy.Amperes{0, 0, 99}, 1000, 0, fuse|energy.BoundStale)
	f(three, [3]energy.Amperes{-20, 20, 0}, 1000, 0, fuse) // opposite wants: it rests
}

// What the battery does already is part of what the phases carry.
func TestFuseCountsTheBatteryItself(t *testing.T) {
	l := limits()
	l.Fuse = safety.Fuse{Limited: true, Current: 16, Voltage: 230, Feeds: [3]bool{true, false, false}}
	step := follow(t, l)
	f := func(battery energy.Watts, amperes energy.Amperes, wish, want energy.Watts, bounds energy.Bounds) {
		t.Helper()
		step(func(s *energy.Snapshot) {
			s.Battery, s.Phases[0] = energy.Read(battery, s.Temperature.At()), energy.Read(amperes, s.Temperature.At())
		}, wish, want, bounds)
	}
	f(-2300, -14, -2700, -2700, 0)
	f(-2300, -14, -4000, -2760, energy.BoundFuse)
	f(2300, 14, 2900, 2760, energy.BoundFuse)
}

// A battery that may not export does not keep PV from it, and still feeds the
// home.
func TestPain25_BatteryExportIsItsOwnLimit(t *testing.T) {
	f := func(own energy.Watts, grid, battery, wish, want energy.Watts, bounds energy.Bounds) {
		t.Helper()
		l := limits()
		l.BatteryExport = capped(own)
		st, set, v := safety.Step(&l, safety.State{}, withPV(snapshot(grid, battery, 0.5), 4000), energy.WantPower(wish), energy.Dispatch, start)
		p, _ := set.Power()
		require.Equal(t, want, p)
		require.Equal(t, bounds, v.Bounds)
		_, curbs := set.Curtail()
		require.False(t, curbs)
		require.NotEqual(t, energy.Failsafe, st.Phase())
	}
	f(0, 3000, 0, 1000, 0, energy.BoundExport) // PV exports already
	f(0, 3000, 0, -1000, -1000, 0)
	f(0, -2000, 0, 1500, 1500, 0) // the home draws more than PV gives
	f(0, -2000, 0, 2500, 2000, energy.BoundExport)
	f(0, 0, 2000, 2500, 2000, energy.BoundExport)
	f(500, 0, 2000, 2600, 2500, energy.BoundExport)
	f(500, 3000, 0, 1000, 500, energy.BoundExport)
}

func withPV(s energy.Snapshot, p energy.Watts) energy.Snapshot {
	s.PV = energy.Read(p, s.SoC.At())
	return s
}

// An operator's limit at the connection: charge ends, and no discharge is asked
// for a load that alone draws more.
func TestOperatorsLimitNarrows(t *testing.T) {
	f := func(exported, imported safety.Cap, grid, wish, want energy.Watts, bounds energy.Bounds) {
		t.Helper()
		l := limits()
		l.Live = safety.Live{Export: exported, Import: imported}
		_, set, v := safety.Step(&l, safety.State{}, snapshot(grid, 0, 0.5), energy.WantPower(wish), energy.Dispatch, start)
		p, _ := set.Power()
		require.Equal(t, want, p)
		require.Equal(t, bounds, v.Bounds)
	}
	none := safety.Cap{}
	const operator = energy.BoundOperator
	f(none, capped(4200), -1000, -4000, -3200, operator)
	f(none, capped(4200), -6000, -1000, 0, operator)
	f(none, capped(4200), -6000, 500, 500, 0)
	f(none, capped(0), 0, -500, 0, operator)
	f(capped(0), none, 0, 500, 0, operator)
	f(capped(0), none, -800, 2000, 800, operator)
	f(capped(1000), none, 3000, 0, -2000, operator)
	f(capped(1000), none, energy.Watts(nan()), 500, 0, operator|energy.BoundStale)
}

// PV is held back by what the battery cannot take, let go when there has been
// room for a minute, and held to the limit itself when the meter is lost.
func TestCurtailKeepsTheExportLimit(t *testing.T) {
	l := limits()
	l.Export, l.Margin = capped(1000), 100
	st, now := safety.State{}, start
	f := func(passed time.Duration, pv, load, battery energy.Watts, wish energy.Want, most energy.Watts, curbs bool, lose func(*energy.Snapshot)) {
		t.Helper()
		now = now.Add(passed)
		s := withPV(wellAt(now), pv)
		s.Grid, s.Battery = energy.Read(pv+load+battery, now), energy.Read(battery, now)
		if lose != nil {
			lose(&s)
		}
		var set safety.Setpoint
		var v safety.Verdict
		st, set, v = safety.Step(&l, st, s, wish, energy.Dispatch, now)
		p, on := set.Curtail()
		require.Equal(t, curbs, on)
		require.Equal(t, most, p)
		require.Equal(t, curbs, v.Bounds.Has(energy.BoundExport) && v.State != energy.Controlled)
	}
	idle, own := energy.WantPower(0), energy.Want{}
	f(0, 3000, -500, 0, own, 1400, true, nil)
	f(time.Second, 1400, -500, 0, own, 1400, true, nil)
	f(time.Second, 1400, -2500, 0, own, 3400, true, nil) // a load comes: more may pass at once
	f(30*time.Second, 2000, -2500, 0, own, 3400, true, nil)
	f(31*time.Second, 2000, -2500, 0, own, 0, false, nil)
	f(time.Second, 6000, -500, 0, idle, 5400, true, nil) // the battery takes the 4000 W it can
	f(time.Second, 6000, -500, 0, idle, 900, true, func(s *energy.Snapshot) { s.Grid = s.Grid.Lost() })
	f(time.Second, 6000, -500, 0, energy.WantPower(-1000), 900, true, func(s *energy.Snapshot) { s.Grid = s.Grid.Lost() })
	f(time.Second, 6000, -500, -4000, own, 5400, true, nil)
	f(time.Second, 500, -500, 0, own, 0, false, func(s *energy.Snapshot) { s.PV = energy.Reading[energy.Watts]{} })
}

func TestCurtailedOnlyNarrows(t *testing.T) {
	l := limits()
	l.Export = capped(1000)
	_, set, _ := safety.Step(&l, safety.State{}, withPV(snapshot(2500, 0, 0.5), 3000), energy.Want{}, energy.NoWish, start)
	f := func(set safety.Setpoint, wish energy.Want, most energy.Watts, curbs bool) {
		t.Helper()
		p, on := set.Curtailed(wish).Curtail()
		require.Equal(t, curbs, on)
		require.Equal(t, most, p)
	}
	f(set, energy.Want{}, 1500, true)
	f(set, energy.WantPower(2000), 1500, true)
	f(set, energy.WantPower(700), 700, true)
	f(set, energy.WantPower(0), 0, true)
	f(set, energy.WantPower(-5), 0, true)
	f(set, energy.WantPower(energy.Watts(nan())), 1500, true)
	f(safety.Setpoint{}, energy.WantPower(0), 0, false)
}

// A limit of the network stepped from 10 kW to 1.5 kW binds in the tick in
// which it is there; where no other comes, and the network is silent, the
// agreed default does.
func TestRow50_NetworkLimitBindsAtOnce(t *testing.T) {
	l, st, o := limits(), safety.State{}, safety.Operator{}
	l.Rating = 8000
	f := func(after time.Duration, told []safety.Dim, want energy.Watts, bounds energy.Bounds) {
		t.Helper()
		now := start.Add(after)
		for _, d := range told {
			var why string
			o, why = o.Beat(&operated, box, now).Tell(&operated, box, safety.Exporting, d, now)
			require.Empty(t, why)
		}
		l.Live.Export = o.Cap(&operated, safety.Exporting, now)
		s := wellAt(now)
		s.MaxDischarge = energy.Read(energy.Watts(8000), now)
		var set safety.Setpoint
		var v safety.Verdict
		st, set, v = safety.Step(&l, st, s, energy.WantPower(8000), energy.Dispatch, now)
		power, _ := set.Power()
		require.Equal(t, want, power)
		require.Equal(t, bounds, v.Bounds)
	}
	const operator = energy.BoundOperator
	f(0, []safety.Dim{active(10_000)}, 8000, 0)
	f(time.Second, []safety.Dim{active(1500)}, 1500, operator)
	f(safety.Silence, nil, 1500, operator)
	f(safety.Silence+time.Second, nil, 1000, operator)
	f(48*time.Hour, nil, 1000, operator)
}
