package device_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
)

// An inverter keeps its own reserve in its own mode alone: it charges below it,
// obeys commands, and on an island feeds the house.
func TestTheInverterKeepsItsOwnReserve(t *testing.T) {
	f := func(shape device.Shape, unit uint8, model, offset, scale uint16) {
		t.Helper()
		r := newRig(t, shape)
		require.Zero(t, r.word(unit, model, offset))
		r.home.state.PV, r.home.state.SoC = 0, 0.4
		r.tick(0)
		r.own()
		r.put(unit, model, offset, 40*scale)
		r.tick(0)
		r.battery(0)
		require.Equal(t, device.OwnMode, r.bank.Control())
		r.home.state.PV = 3000
		r.tick(0)
		r.tick(0)
		r.battery(-2000)
		r.home.state.Islanded = true
		r.tick(0)
		r.own()
		r.home.state.Islanded = false
		r.home.state.SoC = 0.41
		r.tick(0)
		r.own()
	}
	f(device.Hybrid, 1, 124, 7, 1)
	f(device.ACCoupled, 2, 802, 10, 100)
}

func TestACommandIsAboveTheReserve(t *testing.T) {
	r := newRig(t, device.Hybrid)
	r.home.state.SoC = 0.4
	r.put(1, 124, 7, 50)
	r.put(1, 124, 12, 6000, 0x10000-6000)
	r.put(1, 124, 5, 3)
	r.tick(0)
	r.battery(3000)
	require.Equal(t, device.Forced, r.bank.Control())
}
