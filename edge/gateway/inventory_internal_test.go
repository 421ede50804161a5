package gateway

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func (s *theatre) states() map[energy.DeviceID]SeatState {
	out := map[energy.DeviceID]SeatState{}
	for _, d := range s.home.Devices() {
		out[d.ID] = d.State
	}
	return out
}

// again is the same home after a restart.
func (s *theatre) again(p Past) *theatre {
	next := newTheatre(s.wires.units)
	next.config = s.config
	p.Boot = FirstBoot
	next.home = Restore(next.config, next.fields, p, time.Now, slog.New(slog.DiscardHandler))
	next.loop.home = next.home
	return next
}

// A second PV inverter that is away at a later start is missed from the first
// tick on: the sum of the others is not the home's.
func TestADeviceFoundOnceIsMissedFromTheFirstTickOn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		one, two := storage(t), storage(t)
		s := newTheatre(map[uint8]*box{2: one, 3: two, 240: meter(t)})
		require.Equal(t, energy.Good, s.pass(t, 3).Snapshot.Battery.Quality())
		past := s.home.Past()
		require.Equal(t, s.home.Inventory(), past.Inventory)
		two.silent = true

		s = s.again(past)
		for range 3 {
			snap := s.pass(t, 1).Snapshot
			require.Equal(t, energy.Missing, snap.Battery.Quality())
			require.Equal(t, energy.Good, snap.Grid.Quality())
		}
		require.Equal(t, map[energy.DeviceID]SeatState{"bus1-unit2": Answering, "bus1-unit3": Silent, "bus1-unit240": Answering}, s.states())
		two.silent = false
		s.pass(t, 65) // what was there once is looked for each minute
		require.Equal(t, energy.Good, s.pass(t, 1).Snapshot.Battery.Quality())
	})
}

func TestADeviceNeverFoundStaysToLookFor(t *testing.T) {
	bubble(t, func(t *testing.T) {
		dead := meter(t)
		dead.silent = true
		s := newTheatre(map[uint8]*box{2: storage(t), 240: dead})
		s.pass(t, 100)
		s = s.again(s.home.Past())
		require.Equal(t, energy.Good, s.pass(t, 2).Snapshot.Battery.Quality())
		require.Equal(t, ToLookFor, s.states()["bus1-unit240"])
	})
}

func pv(t *testing.T, power uint16) *box {
	return newBox(identity(t), image(t, 103, 0, map[string]uint16{"W": power, "W_SF": 0}))
}

func TestAnInverterThatFallsSilentAtDuskIsAsleep(t *testing.T) {
	f := func(power uint16, want SeatState) {
		t.Helper()
		bubble(t, func(t *testing.T) {
			sun := pv(t, power)
			s := newTheatre(map[uint8]*box{2: storage(t), 3: sun, 240: meter(t)})
			require.Equal(t, energy.Good, s.pass(t, 3).Snapshot.PV.Quality())
			sun.silent = true
			require.Equal(t, energy.Missing, s.pass(t, 4).Snapshot.PV.Quality(), "asleep or not, nobody knows its power")
			require.Equal(t, want, s.states()["bus1-unit3"])
			sun.silent = false
			s.pass(t, 2)
			require.Equal(t, Answering, s.states()["bus1-unit3"])
		})
	}
	f(12, Asleep)
	f(1200, Silent)
}

// Where it is not known any more what the home has, whatever is not found yet
// may be all of it.
func TestFault095_ALostInventoryMissesEveryDeviceUntilItIsFound(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := meter(t)
		m.silent = true
		s := newTheatre(map[uint8]*box{2: storage(t), 240: m})
		s = s.again(Past{Lost: []State{InventoryState}})
		require.Equal(t, energy.Missing, s.pass(t, 5).Snapshot.Battery.Quality())
		s = s.again(s.home.Past())
		require.Equal(t, energy.Missing, s.pass(t, 5).Snapshot.Battery.Quality(), "a restart makes it no better known")
		m.silent = false
		s.pass(t, 65)
		require.Equal(t, energy.Good, s.pass(t, 1).Snapshot.Battery.Quality())
		require.Equal(t, energy.Good, s.pass(t, 1).Snapshot.Grid.Quality())
	})
}

func TestWhatChangesIsKeptAndNothingElse(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newTheatre(map[uint8]*box{2: storage(t), 240: meter(t)})
		s.pass(t, 3)
		var found Inventory
		require.NoError(t, json.Unmarshal([]byte(s.kept[string(InventoryState)]), &found))
		require.Equal(t, s.home.Inventory(), found)
		require.Len(t, s.kept, 1, "nothing else has changed")
		clear(s.kept)
		s.pass(t, 100)
		require.Empty(t, s.kept)
		s.home.Pause(time.Hour)
		s.pass(t, 1)
		var owner control.Memory
		require.NoError(t, json.Unmarshal([]byte(s.kept[string(OwnerState)]), &owner))
		require.True(t, owner.Pause.On)
	})
}

func TestTheOwnersPauseOutlivesARestart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newTheatre(map[uint8]*box{2: storage(t), 240: meter(t)})
		s.home.Pause(0)
		require.NoError(t, s.home.Reserve(0.3))
		s = s.again(s.home.Past())
		require.NoError(t, s.home.Accept(order(1, 1500)))
		require.NotEqual(t, energy.Dispatch, s.pass(t, 5).Decision.Layer)
		s.home.Resume()
		require.Equal(t, energy.Dispatch, s.pass(t, 1).Decision.Layer)
	})
}

// Flipped bits in the state folder leave the home locked out, its owner out of
// what others ask, and all of its devices missed.
func TestFault095_DamagedStatesStandForTheMostCautious(t *testing.T) {
	dir := t.TempDir()
	whole := recall(dir, 7, slog.New(slog.DiscardHandler))
	require.Equal(t, Past{Boot: 7}, whole)
	all := []State{InventoryState, OwnerState, ExcursionsState, SpentState, OperatorState}
	for _, s := range all {
		require.NoError(t, os.WriteFile(filepath.Join(dir, string(s)), []byte("hearthgrid-state 1 00000000\n{}"), 0o600))
	}
	p := recall(dir, 7, slog.New(slog.DiscardHandler))
	require.ElementsMatch(t, all, p.Lost)
	require.True(t, p.Excursions.Locked())
	require.True(t, p.Owner.Pause.On)
	require.EqualValues(t, 1, p.Owner.Reserve)
}

func TestALockOutOutlivesARestart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newTheatre(map[uint8]*box{2: storage(t), 240: meter(t)})
		p := Past{Lost: []State{ExcursionsState}}.cautious()
		p.Lost = nil
		s = s.again(p)
		d := s.pass(t, 5).Decision
		require.True(t, d.Bounds.Has(energy.BoundLockout) || d.Approved == energy.WantPower(0))
		s = s.again(s.home.Past())
		require.True(t, s.home.Past().Excursions.Locked())
		require.NoError(t, s.home.Reset(safety.Resident))
		require.Error(t, s.home.Reset(safety.Resident), "there is none any more")
		s.pass(t, 1)
		require.Contains(t, s.kept, string(ExcursionsState))
	})
}

func TestAllThatIsKeptComesBackFromTheDisk(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newTheatre(map[uint8]*box{2: storage(t), 240: meter(t)})
		s.pass(t, 3)
		require.NoError(t, s.home.Reserve(0.4))
		dir := t.TempDir()
		k := record.NewKeeper(dir, nil, slog.New(slog.DiscardHandler))
		s.home.news.inventory = true
		s.home.keep(k)
		done, stop := context.WithCancel(t.Context())
		stop()
		require.NoError(t, k.Run(done))
		p := recall(dir, 2, slog.New(slog.DiscardHandler))
		want := s.home.Past()
		require.Equal(t, want.Inventory, p.Inventory)
		require.Equal(t, want.Owner.Reserve, p.Owner.Reserve)
		require.Equal(t, want.Spent, p.Spent)
		require.Equal(t, want.Operator, p.Operator)
		require.Empty(t, p.Lost)
	})
}

// After a restart a device's registers are not where they were, so that its battery is
// not seen: it is missed for a while, and not forgotten.
func TestFault078_ABatteryThatIsNotSeenAfterARestartIsMissed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		one, two := storage(t), storage(t)
		s := newTheatre(map[uint8]*box{2: one, 3: two, 240: meter(t)})
		s.pass(t, 5)
		past := s.home.Past()
		s.wires.units[3] = newBox(identity(t), image(t, 103, 0, map[string]uint16{"W": 700, "W_SF": 0}))
		s = s.again(past)
		s.pass(t, 10*60)
		require.Equal(t, Silent, s.states()["bus1-unit3"])
		require.Equal(t, energy.Missing, s.pass(t, 1).Snapshot.Battery.Quality())
		require.Equal(t, "it is not found yet", s.alone("bus1-unit3"))
		s.pass(t, 7*60) // it was taken out
		require.Equal(t, Answering, s.states()["bus1-unit3"])
		require.Equal(t, energy.Good, s.pass(t, 1).Snapshot.Battery.Quality())
	})
}
