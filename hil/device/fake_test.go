package device_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// fakeHome is a home whose battery obeys at once. In its own mode it covers
// load and PV exactly.
type fakeHome struct {
	state   plant.State
	ordered bool
	power   energy.Watts
}

func (h *fakeHome) SetBattery(p energy.Watts) { h.ordered, h.power = true, p }
func (h *fakeHome) Release()                  { h.ordered = false }

func (h *fakeHome) State() plant.State {
	s := h.state
	s.Battery = -(s.PV + s.Load)
	if h.ordered {
		s.Battery = h.power
	}
	s.Inverter = s.Battery + s.PV
	s.Grid = s.Inverter + s.Load
	return s
}

var start = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// rig is one home with its registers and its clock.
type rig struct {
	t    *testing.T
	home *fakeHome
	bank *device.Bank
	now  time.Time
}

func newRig(t *testing.T, shape device.Shape) *rig {
	t.Helper()
	return newRigOf(t, device.Config{Shape: shape})
}

func newRigOf(t *testing.T, c device.Config) *rig {
	t.Helper()
	home := &fakeHome{state: plant.State{
		PV: 3000, Load: -1000, SoC: 0.625, Capacity: 10000, MaxCharge: 5000, MaxDischarge: 4096,
		Rating: 6000, Temperature: 21.5, Voltage: 231.5, Frequency: 49.98,
		Phases: [3]energy.Watts{700, 800, 500},
	}}
	c.Serial, c.Battery, c.PV = "home-1", 5000, 6000
	bank, err := device.New(c, home, start)
	require.NoError(t, err)
	return &rig{t: t, home: home, bank: bank, now: start}
}

func (r *rig) tick(d time.Duration) {
	r.now = r.now.Add(d)
	r.bank.Tick(r.now)
}

// find walks the models as a master does and returns the address of id.
func (r *rig) find(unit uint8, id uint16) uint16 {
	r.t.Helper()
	at := device.Base + 2
	for {
		head := r.read(unit, at, 2)
		if head[0] == id {
			return at
		}
		require.NotEqual(r.t, uint16(0xFFFF), head[0], "no model %d", id)
		at += 2 + head[1]
	}
}

func (r *rig) read(unit uint8, address uint16, count int) []uint16 {
	r.t.Helper()
	words := make([]uint16, count)
	require.NoError(r.t, r.bank.ReadHolding(context.Background(), unit, address, words))
	return words
}

// word reads one register at an offset of a model.
func (r *rig) word(unit uint8, id, offset uint16) uint16 {
	r.t.Helper()
	return r.read(unit, r.find(unit, id)+offset, 1)[0]
}

func (r *rig) put(unit uint8, id, offset uint16, words ...uint16) {
	r.t.Helper()
	require.NoError(r.t, r.bank.WriteHolding(context.Background(), unit, r.find(unit, id)+offset, words))
}

func (r *rig) battery(want energy.Watts) {
	r.t.Helper()
	require.True(r.t, r.home.ordered)
	require.InDelta(r.t, float64(want), float64(r.home.power), 1)
}

func (r *rig) own() {
	r.t.Helper()
	require.False(r.t, r.home.ordered, "in its own mode")
}
