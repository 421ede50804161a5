package device_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// percent is a rate in model 124's words, at InOutWRte_SF -2.
func percent(p int) uint16 { return uint16(int16(100 * p)) }

func TestBasicStorageControl(t *testing.T) {
	f := func(mode uint16, out, in int, want energy.Watts) {
		t.Helper()
		r := newRig(t, device.Hybrid)
		r.put(1, 124, 12, percent(out), percent(in))
		r.put(1, 124, 5, mode)
		r.tick(time.Second)
		r.battery(want)
	}
	f(3, -60, 60, -3000) // forced charge
	f(3, 40, -40, 2000)  // forced discharge
	f(3, 0, 0, 0)        // hold
	f(1, 100, 10, -500)  // own mode wants to charge 2000 W, capped
	f(1, 100, 90, -2000) // own mode, the cap does not bind
	f(2, -50, 0, -2500)  // charge at least 2500 W
	f(2, 20, 100, -2000) // the discharge cap does not bind
	f(3, -80, 50, -2500) // rates contradict: the end nearer 0 W
	f(3, -100, 100, -5000)
}

func TestChargingFromTheGridHasToBeAllowed(t *testing.T) {
	r := newRig(t, device.Hybrid)
	r.put(1, 124, 17, 0)
	r.put(1, 124, 12, percent(-80), percent(80))
	r.put(1, 124, 5, 3)
	r.tick(time.Second)
	r.battery(-3000)
}

func TestBasicStorageControlReverts(t *testing.T) {
	r := newRig(t, device.Hybrid)
	r.put(1, 124, 12, percent(40), percent(-40))
	r.put(1, 124, 15, 60)
	r.put(1, 124, 5, 3)
	r.tick(59 * time.Second)
	r.battery(2000)
	r.put(1, 124, 15, 60)
	r.tick(59 * time.Second)
	r.battery(2000)
	r.tick(time.Second)
	r.own()
	require.Zero(t, r.word(1, 124, 5))
	require.Equal(t, percent(100), r.word(1, 124, 12))
}

func TestRateAloneDoesNotRefresh(t *testing.T) {
	r := newRig(t, device.Hybrid)
	r.put(1, 124, 15, 60)
	r.put(1, 124, 5, 3)
	r.tick(30 * time.Second)
	r.put(1, 124, 12, percent(10), percent(-10))
	r.tick(30 * time.Second)
	r.own()
}

func TestTimerOfZeroNeverReverts(t *testing.T) {
	r := newRig(t, device.Hybrid)
	r.put(1, 124, 12, percent(40), percent(-40))
	r.put(1, 124, 5, 3)
	r.tick(1000 * time.Hour)
	r.battery(2000)
	r.put(1, 124, 5, 0)
	r.tick(time.Second)
	r.own()
}

func TestSetPoint(t *testing.T) {
	r := newRig(t, device.ACCoupled)
	r.own()
	r.put(2, 704, 24, 0xFFFF, 0xF448)
	r.tick(time.Second)
	r.own()
	r.put(2, 704, 31, 0, 90)
	r.put(2, 704, 22, 1)
	require.Equal(t, uint16(90), r.word(2, 704, 34), "the countdown is seen at once")
	r.tick(time.Second)
	r.battery(-3000)
	require.Equal(t, uint16(89), r.word(2, 704, 34))
	r.put(2, 704, 22, 1)
	r.tick(89 * time.Second)
	r.battery(-3000)
	require.Equal(t, uint16(1), r.word(2, 704, 34))
	r.tick(time.Second)
	r.own()
	require.Zero(t, r.word(2, 704, 22))
	require.Zero(t, r.word(2, 704, 34))
}

func TestSetPointZeroIsAnOrder(t *testing.T) {
	r := newRig(t, device.ACCoupled)
	r.put(2, 704, 22, 1)
	r.tick(time.Second)
	r.battery(0)
}

func TestSetPointInPercent(t *testing.T) {
	r := newRig(t, device.ACCoupled)
	r.put(2, 704, 28, percent(-30))
	r.put(2, 704, 22, 1, 0)
	r.tick(time.Second)
	r.battery(-1500)
}

func TestReversionToAnotherSetPoint(t *testing.T) {
	r := newRig(t, device.ACCoupled)
	r.put(2, 704, 22, 1, 1, 0, 2000, 0, 300, 0, 0, 1, 0, 10)
	r.tick(time.Second)
	r.battery(2000)
	r.tick(10 * time.Second)
	r.battery(300)
	r.tick(time.Hour)
	r.battery(300)
}

func TestWriteIsTraced(t *testing.T) {
	r := newRig(t, device.ACCoupled)
	var seen []uint16
	r.bank.OnWrite(func(unit uint8, address uint16, words []uint16) {
		require.Equal(t, uint8(2), unit)
		seen = append(append(seen, address), words...)
	})
	at := r.find(2, 704) + 22
	r.put(2, 704, 22, 1)
	require.Error(t, r.bank.WriteHolding(context.Background(), 2, at, []uint16{9}))
	require.Equal(t, []uint16{at, 1}, seen, "refused writes are not traced")
}
