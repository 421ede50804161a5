package gateway

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// bubble runs f in time of its own.
func bubble(t *testing.T, f func(t *testing.T)) { synctest.Test(t, f) }

func order(id uint64, power energy.Watts) energy.Order {
	return energy.Order{ID: id, Site: "home-1", Boot: 1, Lease: time.Minute, Plant: "demo", Share: energy.Participation{Base: power, Bounds: energy.Unbounded()}}
}

func TestAnOrderReachesTheRegisterOnceTheHomeIsTrusted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		battery := storage(t)
		s := newTheatre(map[uint8]*box{2: battery, 240: meter(t)})
		require.NoError(t, s.home.Accept(order(1, 1500)))
		first := s.pass(t, 1).Decision
		require.Equal(t, energy.Failsafe, first.State)
		require.Equal(t, energy.WantPower(0), first.Approved)
		d := s.pass(t, 4).Decision
		require.Equal(t, energy.Controlled, d.State)
		require.Equal(t, energy.WantPower(1500), d.Approved)
		power, enabled := battery.commanded()
		require.True(t, enabled)
		require.EqualValues(t, 1500, power)
	})
}

// What the inverter says of itself binds where commissioning said nothing.
func TestAnOrderIsKeptInsideTheNameplate(t *testing.T) {
	bubble(t, func(t *testing.T) {
		rated := storage(t, image(t, 702, 0, map[string]uint16{"WMaxRtg": 1000, "W_SF": 0}))
		s := newTheatre(map[uint8]*box{2: rated, 240: meter(t)})
		require.NoError(t, s.home.Accept(order(1, 1500)))
		d := s.pass(t, 5).Decision
		require.Equal(t, energy.WantPower(1000), d.Approved)
		require.True(t, d.Bounds.Has(energy.BoundRating))
	})
}

func TestASilentDeviceDoesNotCostTheOthersTheirTurn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		dead := meter(t)
		dead.silent = true
		s := newTheatre(map[uint8]*box{2: storage(t), 240: dead})
		for range 10 { // pass checks that none takes longer than a tick
			r := s.pass(t, 1)
			require.Equal(t, energy.Good, r.Snapshot.Battery.Quality())
			require.Equal(t, energy.Missing, r.Snapshot.Grid.Quality())
		}
	})
}

func TestADeviceFoundLaterJoins(t *testing.T) {
	bubble(t, func(t *testing.T) {
		late := meter(t)
		late.silent = true
		s := newTheatre(map[uint8]*box{2: storage(t), 240: late})
		require.Equal(t, energy.Missing, s.pass(t, 10).Snapshot.Grid.Quality())
		late.silent = false
		var r energy.Report
		for begun := time.Now(); r.Snapshot.Grid.Quality() != energy.Good; {
			require.Less(t, time.Since(begun), 20*time.Second)
			r = s.pass(t, 1)
		}
		grid, _ := r.Snapshot.Grid.Value()
		require.EqualValues(t, -800, grid)
	})
}

func TestSearchesGrowRarerUpToALimit(t *testing.T) {
	bubble(t, func(t *testing.T) {
		dead := meter(t)
		dead.silent = true
		s := newTheatre(map[uint8]*box{240: dead})
		reads := 0
		s.wires.onRead = func() { reads++ }
		s.pass(t, 3600)
		require.InDelta(t, 19, reads, 3) // 8 while the pause doubles from 2 s, then one each 5 min
	})
}

func TestADeadMeterGoesMissingAndKeepsItsAge(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := meter(t)
		s := newTheatre(map[uint8]*box{2: storage(t), 240: m})
		last := s.pass(t, 5).Snapshot.Grid.At()
		m.silent = true
		once := s.pass(t, 1).Snapshot
		require.Equal(t, energy.Good, once.Grid.Quality())
		require.Equal(t, last, once.Grid.At())
		for range 20 {
			snap := s.pass(t, 1).Snapshot
			require.Equal(t, energy.Missing, snap.Grid.Quality())
			require.Equal(t, energy.Missing, snap.Load.Quality())
			require.Equal(t, last, snap.Grid.At())
			require.Equal(t, energy.Good, snap.Battery.Quality())
		}
		m.silent = false
		require.Equal(t, energy.Good, s.pass(t, 1).Snapshot.Grid.Quality())
	})
}

func TestASetpointThatWasNotTakenIsNotApproved(t *testing.T) {
	bubble(t, func(t *testing.T) {
		battery := storage(t)
		s := newTheatre(map[uint8]*box{2: battery, 240: meter(t)})
		battery.refuses = true
		d := s.pass(t, 6).Decision
		require.True(t, d.Bounds.Has(energy.BoundDevice))
		require.Equal(t, energy.Want{}, d.Approved)
		battery.refuses = false
		d = s.pass(t, 1).Decision
		require.False(t, d.Bounds.Has(energy.BoundDevice))
		require.NotEqual(t, energy.Want{}, d.Approved)
	})
}

func TestAnEndInMidPassCommandsAndReportsNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		battery := storage(t)
		s := newTheatre(map[uint8]*box{2: battery, 240: meter(t)})
		s.pass(t, 5)
		writes, reports := battery.writes, len(s.reports)
		ctx, stop := context.WithCancel(t.Context())
		s.wires.onRead = stop
		require.NoError(t, s.loop.run(ctx, nil))
		require.Equal(t, writes, battery.writes)
		require.Len(t, s.reports, reports)
	})
}
