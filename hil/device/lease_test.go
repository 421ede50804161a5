package device_test

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// write is raw words at an address, as a master sends them.
type write struct {
	at    uint16
	words []uint16
}

func words(at uint16, words ...uint16) write { return write{at, words} }

// float is a float32 with the low word first.
func float(at uint16, v float32) write {
	bits := math.Float32bits(v)
	return write{at, []uint16{uint16(bits), uint16(bits >> 16)}}
}

func (r *rig) send(unit uint8, all ...write) {
	r.t.Helper()
	for _, w := range all {
		require.NoError(r.t, r.bank.WriteHolding(context.Background(), unit, w.at, w.words), "register %d", w.at)
	}
}

// holds runs the clock in seconds and requires the command to be in force for
// d, and gone one second later.
func (r *rig) holds(d time.Duration, want energy.Watts) {
	r.t.Helper()
	for range int(d/time.Second) - 1 {
		r.tick(time.Second)
		r.battery(want)
	}
	r.tick(time.Second)
	r.own()
}

// What a home does once its master is dead, family by family: the master sends
// one command and is never heard again.
func TestEveryFamilyEndsAsTheCatalogueSays(t *testing.T) {
	f := func(shape device.Shape, unit uint8, lasts time.Duration, want energy.Watts, command ...write) {
		t.Helper()
		r := newRig(t, shape)
		r.tick(time.Second)
		r.own()
		r.send(unit, command...)
		r.holds(lasts, want)
	}
	f(device.Huawei, 1, 2*time.Minute, 2500, words(47246, 0), words(47083, 2), words(47249, 0, 2500), words(47100, 2))
	f(device.Huawei, 1, time.Minute, -1800, words(47083, 1), words(47247, 0, 1800), words(47100, 1))
	f(device.Sungrow, 1, 80*time.Second, 3000, words(13079, 60), words(13051, 3000), words(13050, 0xBB), words(13049, 3))
	f(device.Sungrow, 1, 80*time.Second, 0, words(13079, 60), words(13050, 0xCC), words(13049, 3))
	f(device.SolarEdge, 1, 90*time.Second, 5000, words(0xE004, 4), words(0xE00B, 90, 0), float(0xE010, 6000), words(0xE00D, 4))
	f(device.SolarEdge, 1, time.Hour, -5000, words(0xE004, 4), words(0xE00D, 3))
	f(device.Fronius, 1, 60*time.Second, -2000, words(40355, low(-4000), 4000), words(40358, 60), words(40348, 3))
	f(device.FoxESS, 247, 45*time.Second, 4000-3000, words(44001, 45), words(44002, 0, 4000), words(44000, 1))
	f(device.Solis, 1, 5*time.Minute, 1500, words(43129, 150), words(43282, 30), words(43135, 2))
	f(device.Solis, 1, 5*time.Minute, -1200, words(43136, 120), words(43135, 1))
	f(device.Growatt, 1, 3*time.Minute, 2500, words(30100, 1), words(30408, 3), words(30409, low(-50)), words(30407, 1))
	f(device.SMA, 3, 300*time.Second, 1000, words(40149, 0, 1000), words(40151, 0, 802))
	f(device.SolaX, 1, 20*time.Second, 1000, write{0x7C, []uint16{1, 1, low(-1000), 0xFFFF, 0, 0, 20, 0}})
	f(device.SolaX, 1, 60*time.Second, -1000, write{0x7C, []uint16{1, 1, 1000, 0, 0, 0, 20, 60}})
}

func low(v int16) uint16 { return uint16(v) }

// Victron's two units belong together: the mode stands in one, the command in
// the other.
func TestVictronExternalControl(t *testing.T) {
	r := newRig(t, device.Victron)
	r.send(246, words(37, 900), words(40, 900), words(41, 600))
	r.tick(time.Second)
	r.own()
	r.send(100, words(2902, 3))
	r.send(246, words(37, 900))
	r.holds(60*time.Second, -2400)
	require.Equal(t, []uint16{1}, r.read(100, 2902, 1), "the fallback setting")
	r.send(100, words(2700, 500)) // draw 500 W from the grid, for good
	r.tick(24 * time.Hour)
	r.battery(-2500)
}

// Families whose command nothing ends: the hazard is there to be met.
func TestCommandsThatOutliveTheirMaster(t *testing.T) {
	f := func(shape device.Shape, unit uint8, want energy.Watts, command ...write) {
		t.Helper()
		r := newRig(t, shape)
		r.send(unit, command...)
		for range 48 {
			r.tick(time.Hour)
		}
		r.battery(want)
	}
	f(device.Fronius, 1, -2000, words(40355, low(-4000), 4000), words(40348, 3)) // no timer was written
	f(device.Sungrow, 1, 3000, words(13051, 3000), words(13050, 0xBB), words(13049, 2))
	f(device.GoodWe, 247, -2000, words(47512, 2000), words(47511, 4))
	f(device.Growatt, 1, 2500, words(30100, 1), words(30409, low(-50)), words(30407, 1)) // 0 minutes
	f(device.Deye, 1, 4000, words(142, 0), words(154, 4000, 4000, 4000, 4000, 4000, 4000), words(146, 1))
	f(device.Deye, 1, -5000, words(166, 100, 100, 100, 100, 100, 100), words(172, 1, 1, 1, 1, 1, 1), words(146, 1))
}

// A time that is fixed in the family is a parameter here, for reports differ.
func TestTheFamilysTimeIsAParameter(t *testing.T) {
	f := func(shape device.Shape, unit uint8, want energy.Watts, command ...write) {
		t.Helper()
		r := newRigOf(t, device.Config{Shape: shape, Lapse: 17 * time.Second})
		r.send(unit, command...)
		r.holds(17*time.Second, want)
	}
	f(device.SMA, 3, 1000, words(40149, 0, 1000), words(40151, 0, 802))
	f(device.Solis, 1, 1500, words(43129, 150), words(43135, 2))
	f(device.GoodWe, 247, 2000, words(47512, 2000), words(47511, 5))
}

// The reversion time of a GEN24 stays where it was written: the command of a
// master that never wrote one reverts by another's.
func TestStaleReversionTimeOfFronius(t *testing.T) {
	r := newRig(t, device.Fronius)
	r.send(1, words(40355, low(-4000), 4000), words(40358, 60), words(40348, 3))
	r.holds(60*time.Second, -2000)
	require.Equal(t, []uint16{60}, r.read(1, 40358, 1))
	require.Equal(t, []uint16{0}, r.read(1, 40348, 1))
	r.send(1, words(40355, 2000, low(-2000)), words(40348, 3))
	r.holds(60*time.Second, 1000)
}

// What is left after the lease is not always what was before.
func TestWhatALeaseLeavesBehind(t *testing.T) {
	r := newRig(t, device.Growatt)
	r.send(1, words(30100, 1), words(30408, 1), words(30409, 10), words(30407, 1))
	r.holds(time.Minute, -500)
	require.Equal(t, []uint16{1}, r.read(1, 30100, 1), "authority stays and blocks the owner's slots")
	r = newRig(t, device.FoxESS)
	r.home.state.PV, r.home.state.Load = 0, -1000
	r.send(247, words(41000, 2), words(44001, 10), words(44002, 0, 500), words(44000, 1))
	for range 10 {
		r.tick(time.Second)
	}
	r.battery(0) // backup mode holds the charge
	r = newRig(t, device.SolarEdge)
	r.send(1, words(0xE00A, 0), words(0xE004, 4), words(0xE00B, 5, 0), float(0xE010, 2000), words(0xE00D, 4))
	for range 5 {
		r.tick(time.Second)
	}
	r.battery(0) // the default command was off
	r = newRig(t, device.SolarEdge)
	r.send(1, words(0xE004, 4), words(0xE00B, 5, 0), float(0xE00E, 1500), words(0xE00D, 3))
	r.tick(time.Second)
	require.Equal(t, device.Forced, r.bank.Control())
	r.tick(5 * time.Second)
	r.battery(-1500) // its own mode, and the limit of the command is still there
	require.Equal(t, device.Limited, r.bank.Control())
	r = newRig(t, device.Huawei)
	r.send(1, words(47077, 0, 300), words(47083, 1), words(47249, 0, 2500), words(47100, 2))
	r.tick(time.Second)
	r.battery(300)
	r.home.state.PV = 0
	r.tick(2 * time.Minute)
	r.battery(300) // an owner's limit outlives the command
}

// Refreshing in time keeps a command in force; what counts as a refresh is the
// family's own.
func TestRefreshKeepsTheCommand(t *testing.T) {
	f := func(shape device.Shape, unit uint8, every time.Duration, want energy.Watts, refresh write, command ...write) {
		t.Helper()
		r := newRig(t, shape)
		r.send(unit, command...)
		for range 10 {
			r.tick(every)
			r.battery(want)
			r.send(unit, refresh)
		}
	}
	f(device.Huawei, 1, 30*time.Second, 2500, words(47100, 2), words(47083, 1), words(47249, 0, 2500), words(47100, 2))
	f(device.Sungrow, 1, 30*time.Second, 3000, words(13079, 60), words(13079, 60), words(13051, 3000), words(13050, 0xBB), words(13049, 3))
	f(device.SMA, 3, 200*time.Second, 1000, words(40149, 0, 1000), words(40149, 0, 1000), words(40151, 0, 802))
	r := newRig(t, device.Huawei)
	r.send(1, words(47083, 1), words(47249, 0, 2500), words(47100, 2))
	r.tick(40 * time.Second)
	r.send(1, words(47249, 0, 2400))
	r.tick(30 * time.Second)
	r.own() // new power is no new period
}
