package device_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// The meter tells each phase; SunSpec counts import as positive.
func TestTheMeterTellsThePhases(t *testing.T) {
	r := newRig(t, device.Hybrid)
	require.Equal(t, []uint16{low(-700), low(-800), low(-500)}, r.read(240, r.find(240, 203)+19, 3))
}

func TestCellsAndIslandsAreTold(t *testing.T) {
	f := func(shape device.Shape, unit uint8, id, offset, connected, islanded uint16) {
		t.Helper()
		r := newRig(t, shape)
		r.home.state.CellMin, r.home.state.CellMax = 3.211, 3.298
		r.tick(time.Second)
		require.Equal(t, connected, r.word(unit, id, offset))
		require.Equal(t, []uint16{3298, 0xFFFF, 0xFFFF, 3211}, r.read(shape.Storage(), r.find(shape.Storage(), 802)+37, 4))
		r.home.state.Islanded = true
		r.tick(time.Second)
		require.Equal(t, islanded, r.word(unit, id, offset))
	}
	f(device.Hybrid, 1, 122, 4, 1, 0) // ECPConn
	f(device.ACCoupled, 2, 701, 5, 1, 0)
}

// What drifts is what the registers tell, and not what is there.
func TestTheGaugeIsWhatRegistersTell(t *testing.T) {
	r := newRig(t, device.Hybrid)
	r.home.state.GaugeError = energy.Ratio(-0.1)
	r.tick(time.Second)
	require.Equal(t, uint16(5250), r.word(1, 802, 11))
	require.Equal(t, uint16(5250), r.word(1, 124, 8))
}
