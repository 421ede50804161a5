package e2e_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// made is one maker's device in a home of real physics, driven by its map.
type made struct {
	t    *testing.T
	town *plant.Town
	home *plant.Home
	bank *device.Bank
	d    *driver.Device
}

func maker1(t *testing.T, shape device.Shape, name string, unit uint8) *made {
	t.Helper()
	town, err := plant.NewTown(plant.Config{Seed: 1, Start: time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC), Latitude: 48})
	require.NoError(t, err)
	spec := plant.Draw(2)
	spec.Coupling, spec.Power, spec.PVPeak, spec.Capacity, spec.SoC = plant.DC, 5000, 8000, 20000, 0.5
	home, err := town.Add(spec)
	require.NoError(t, err)
	home.HoldPV(3000)
	home.HoldLoad(-1000)
	bank, err := device.New(device.Config{Shape: shape, Serial: "made-1", Battery: 5000, PV: 8000}, home, town.Now())
	require.NoError(t, err)
	m := &made{t: t, town: town, home: home, bank: bank}
	if shape == device.SolarEdge { // remote control, as made at commissioning
		require.NoError(t, bank.WriteHolding(t.Context(), unit, 0xE004, []uint16{4}))
	}
	m.run(5 * time.Second)
	m.d, err = driver.Open(t.Context(), bank, unit, town.Now, name)
	require.NoError(t, err)
	require.Equal(t, driver.ReadOnly, m.d.Trust().Level)
	id := m.d.Identity()
	m.d, err = driver.Open(t.Context(), bank, unit, town.Now, name, driver.Vouched(id.Model, id.Version), driver.WithoutWayBack(), driver.WithRating(5000))
	require.NoError(t, err)
	return m
}

func (m *made) run(d time.Duration) {
	for range int(d / time.Second) {
		m.town.Step(time.Second)
		m.bank.Tick(m.town.Now())
	}
}

// approved is what safety lets through, for a minute.
func (m *made) approved(want energy.Want) safety.Setpoint {
	now := m.town.Now()
	most := energy.Read(energy.Watts(5000), now)
	s := energy.Snapshot{SoC: energy.Read(energy.Ratio(0.5), now), MaxCharge: most, MaxDischarge: most}
	limits := safety.Limits{MaxSoC: 1, Rating: 5000, Hold: time.Minute}
	_, set, _ := safety.Step(&limits, safety.State{}, s, want, energy.Dispatch, now)
	return set
}

func (m *made) battery(want energy.Watts) {
	m.t.Helper()
	require.InDelta(m.t, float64(want), float64(m.home.State().Battery), 150)
}

// holds commands p for a while, every five seconds as a gateway would.
func (m *made) holds(p energy.Watts) {
	m.t.Helper()
	for range 12 {
		require.NoError(m.t, m.d.Write(m.t.Context(), m.approved(energy.WantPower(p))))
		m.run(5 * time.Second)
	}
	m.battery(p)
	got, on, err := m.d.Applied(m.t.Context())
	if own, _ := m.d.Map(); own.Maker == "SMA" { // its powers are written only
		require.Equal(m.t, fault.Unsupported, fault.KindOf(err), "%v", err)
	} else {
		require.NoError(m.t, err)
		require.True(m.t, on)
		require.InDelta(m.t, float64(p), float64(got), 60)
	}
	s, err := m.d.Read(m.t.Context())
	require.NoError(m.t, err)
	told, ok := s.Battery.Value()
	require.True(m.t, ok)
	require.InDelta(m.t, float64(p), float64(told), 200)
}

// TestEveryMakerIsCommanded drives the maps by which a battery is commanded against
// registers that were typed by hand: charge, discharge, nothing, the own mode, and
// the way back of a device that nobody refreshes.
func TestEveryMakerIsCommanded(t *testing.T) {
	f := func(shape device.Shape, name string, unit uint8, falls bool) {
		t.Run(name, func(t *testing.T) {
			m := maker1(t, shape, name, unit)
			for _, p := range []energy.Watts{2000, -1500, 0, 1200} {
				m.holds(p)
			}
			require.NoError(t, m.d.Write(t.Context(), m.approved(energy.Want{})))
			m.run(time.Minute)
			require.False(t, m.home.Ordered(), "released")
			_, on, err := m.d.Applied(t.Context())
			require.NoError(t, err)
			require.False(t, on)
			m.holds(-1000)
			over := m.d.Lapse(m.approved(energy.WantPower(1))).Sub(m.town.Now())
			m.run(min(over, time.Hour) + 30*time.Second)
			require.Equal(t, falls, m.bank.Control() != device.Forced, "after %v", over) // under SolarEdge's limits, which stay
		})
	}
	f(device.Huawei, "huawei-sun2000", 1, true)
	f(device.Sungrow, "sungrow-sh", 1, true)
	f(device.SolarEdge, "solaredge-hybrid", 1, true)
	f(device.GoodWe, "goodwe-et", 247, false)
	f(device.Victron, "victron-gx", 100, true)
	f(device.FoxESS, "foxess-h3", 247, true)
	f(device.Solis, "solis-hybrid", 1, true)
	f(device.Growatt, "growatt-vpp", 1, true)
	f(device.SMA, "sma-hybrid", 3, true)
}

// TestEveryMakerHoldsPVBack drives the maps by which PV is held back.
func TestEveryMakerHoldsPVBack(t *testing.T) {
	f := func(shape device.Shape, name string, unit uint8) {
		t.Run(name, func(t *testing.T) {
			m := maker1(t, shape, name, unit)
			m.home.SetSoC(1) // so that nothing else takes the power
			m.run(time.Minute)
			require.InDelta(t, 3000, float64(m.home.State().PV), 10)
			require.True(t, m.d.Curtails())
			for range 6 {
				_, err := m.d.Read(t.Context())
				require.NoError(t, err)
				require.NoError(t, m.d.Curtail(t.Context(), m.approved(energy.Want{}).Curtailed(energy.WantPower(1300))))
				m.run(5 * time.Second)
			}
			pv := float64(m.home.State().PV)
			require.LessOrEqual(t, pv, 1300.0)
			require.Greater(t, pv, 700.0)
			require.NoError(t, m.d.Curtail(t.Context(), m.approved(energy.Want{})))
			m.run(30 * time.Second)
			require.InDelta(t, 3000, float64(m.home.State().PV), 10)
		})
	}
	f(device.Huawei, "huawei-sun2000", 1)
	f(device.Sungrow, "sungrow-sh", 1)
	f(device.SolarEdge, "solaredge-hybrid", 1)
	f(device.Fronius, "fronius-gen24", 1)
	f(device.Growatt, "growatt-vpp", 1)
	f(device.SMA, "sma-hybrid", 3)
	f(device.Deye, "deye-3p-lv", 1)
}
