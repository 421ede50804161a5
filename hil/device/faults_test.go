package device_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func (r *rig) breaks(unit uint8, name string, arg ...string) {
	r.t.Helper()
	require.NoError(r.t, r.bank.Break(unit, name, arg...))
}

func (r *rig) mends(unit uint8, name string) {
	r.t.Helper()
	require.NoError(r.t, r.bank.Mend(unit, name))
}

// A Huawei's battery power, charge positive, as request and as reply: the
// fake home charges with 2000 W.
const (
	askBattery = "0393850002"
	charging   = "0304000007d0"
)

// TestFaultsShowOnEveryWireAndMend: what a master is told, sound, broken, and
// mended again.
func TestFaultsShowOnEveryWireAndMend(t *testing.T) {
	f := func(name, arg, request, sound, broken string) {
		t.Helper()
		onEveryWire(t, device.Config{Shape: device.Huawei}, func(r *rig, ask wire) {
			require.Equal(r.t, sound, ask(1, request), "sound")
			r.breaks(1, name, arg)
			require.Equal(r.t, broken, ask(1, request), "%s %s", name, arg)
			require.NotEmpty(r.t, ask(device.MeterUnit, "039c400002"), "the meter is sound")
			r.mends(1, name)
			require.Equal(r.t, sound, ask(1, request), "mended")
		})
	}
	f("silent", "", askBattery, charging, "")
	f("asleep", "now", askBattery, charging, "")
	f("asleep", "zero", askBattery, charging, "030400000000")
	f("exception_4", "", askBattery, charging, "8304")
	f("exception_6", "reads", askBattery, charging, "8306")
	f("exception_6", "writes", askBattery, charging, charging)
	f("sign_flip", "", askBattery, charging, "0304fffff830")
	f("register_shift", "2", "0393870002", "8302", charging)
	f("register_shift", "-2:37000", "0393830002", "030402000000", charging)
}

func TestFrozenAndTornOnEveryWire(t *testing.T) {
	onEveryWire(t, device.Config{Shape: device.Huawei}, func(r *rig, ask wire) {
		r.breaks(1, "frozen")
		r.home.state.PV = 500
		r.tick(time.Second)
		require.Equal(r.t, charging, ask(1, askBattery), "as it was")
		r.mends(1, "frozen")
		require.Equal(r.t, "0304fffffe0c", ask(1, askBattery), "discharges 500 W now")
		r.breaks(1, "torn_32bit")
		r.home.state.PV = 3000
		r.tick(time.Second)
		require.Equal(r.t, "0304ffff07d0", ask(1, askBattery), "-63536 W: half of each")
		r.tick(time.Second)
		require.Equal(r.t, charging, ask(1, askBattery), "no half of the other any more")
		r.mends(1, "torn_32bit")
	})
}

func TestAsleepWhileThereIsNoSun(t *testing.T) {
	onEveryWire(t, device.Config{Shape: device.Huawei}, func(r *rig, ask wire) {
		r.breaks(1, "asleep", "dusk")
		require.Equal(r.t, charging, ask(1, askBattery))
		r.home.state.PV = 0
		r.tick(time.Second)
		require.Empty(r.t, ask(1, askBattery))
		r.home.state.PV = 3000
		r.tick(time.Second)
		require.Equal(r.t, charging, ask(1, askBattery), "awake by itself")
	})
}

func TestDelayOnEveryWire(t *testing.T) {
	onEveryWire(t, device.Config{Shape: device.Huawei}, func(r *rig, ask wire) {
		for _, d := range []time.Duration{0, 3 * time.Second, 0} {
			r.breaks(1, "delay", d.String())
			began := time.Now()
			reply := ask(1, askBattery)
			waited := time.Since(began)
			if reply == "" {
				require.Positive(r.t, d, "in process a late reply is none")
				continue
			}
			require.Equal(r.t, charging, reply)
			require.GreaterOrEqual(r.t, waited, d)
		}
	})
}

// In process a lost reply leaves the write done; a lost request does not.
func TestWritesThatAreNotAnswered(t *testing.T) {
	f := func(name, arg string, taken uint16) {
		t.Helper()
		r := newRig(t, device.Huawei)
		r.breaks(1, name, arg)
		var err error
		for i := 0; i < 3 && err == nil; i++ {
			err = r.bank.WriteHolding(context.Background(), 1, 47083, []uint16{9})
		}
		require.Equal(t, fault.Unknown, fault.KindOf(err))
		r.mends(1, name)
		require.Equal(t, taken, r.read(1, 47083, 1)[0])
	}
	f("delay", "2s", 9)
	f("wrong_transaction", "", 9)
	f("second_master", "collides", 9)
	f("half_open", "", 0)
}

func TestExceptionsHaveTheirKind(t *testing.T) {
	r := newRig(t, device.Huawei)
	r.breaks(1, "exception_6", "writes")
	err := r.bank.WriteHolding(context.Background(), 1, 47083, []uint16{9})
	require.ErrorIs(t, err, device.DeviceBusy)
	require.Equal(t, fault.Busy, fault.KindOf(err))
	require.Zero(t, r.read(1, 47083, 1)[0])
}

// A flip of the meter is told by both: the inverter's own, and the meter unit.
func TestSignFlipOfTheGrid(t *testing.T) {
	onEveryWire(t, device.Config{Shape: device.Huawei, Meter: device.EM24}, func(r *rig, ask wire) {
		r.send(1, words(47083, 60), words(47249, 0, 1000), words(47100, 2))
		r.tick(time.Second)
		r.tick(5 * time.Second)
		f := func(unit uint8, request, sound, broken string) {
			r.t.Helper()
			require.Equal(r.t, sound, ask(unit, request))
			r.breaks(unit, "sign_flip", "grid")
			require.Equal(r.t, broken, ask(unit, request))
			r.mends(unit, "sign_flip")
			require.Equal(r.t, sound, ask(unit, request))
		}
		f(1, "0390f90002", "030400000bb8", "0304fffff448")                // exports 3000 W
		f(device.MeterUnit, "0400280002", "04048ad0ffff", "040475300000") // imports -30000 tenths
	})
}

func TestRestartResetsLimits(t *testing.T) {
	onEveryWire(t, device.Config{Shape: device.Huawei}, func(r *rig, ask wire) {
		const limit, ordered, delivered = "03b7e50002", "03040000012c", "030400001388"
		r.send(1, words(47077, 0, 300), words(47083, 60), words(47249, 0, 200), words(47100, 2))
		r.tick(time.Second)
		r.battery(200)
		require.Equal(r.t, ordered, ask(1, limit))
		r.breaks(1, "restart_resets_limits", "20s")
		require.Empty(r.t, ask(1, limit), "it boots")
		r.tick(time.Second)
		r.own()
		r.tick(19 * time.Second)
		require.Equal(r.t, delivered, ask(1, limit))
		r.breaks(1, "restart_resets_limits")
		require.Empty(r.t, ask(1, limit))
		r.mends(1, "restart_resets_limits")
		require.Equal(r.t, delivered, ask(1, limit))
	})
}

func TestMeterLag(t *testing.T) {
	const askGrid = "0400340002"
	onEveryWire(t, device.Config{Shape: device.Huawei, Meter: device.SDM630}, func(r *rig, ask wire) {
		r.send(1, words(47083, 60), words(47249, 0, 1000), words(47100, 2))
		r.tick(time.Second)
		r.tick(5 * time.Second)
		r.tick(5 * time.Second)
		before := ask(device.MeterUnit, askGrid)
		r.breaks(device.MeterUnit, "meter_lag", "2500ms")
		r.home.state.Load = -4000
		for range 24 {
			r.tick(100 * time.Millisecond)
			require.Equal(r.t, before, ask(device.MeterUnit, askGrid))
		}
		r.tick(200 * time.Millisecond)
		require.Equal(r.t, "040400000000", ask(device.MeterUnit, askGrid), "3000 + 1000 - 4000 W")
		r.home.state.Load = -1000
		r.tick(100 * time.Millisecond)
		r.mends(device.MeterUnit, "meter_lag")
		require.Equal(r.t, before, ask(device.MeterUnit, askGrid))
	})
}

func TestSays(t *testing.T) {
	r := newRig(t, device.Huawei)
	say := func(lies ...device.Lie) { require.NoError(t, r.bank.Say(1, lies...)) }
	say(device.Lie{Address: 37766, Word: 9}, device.Lie{Address: 37760, Word: 1000})
	require.Equal(t, []uint16{0, 9}, r.read(1, 37765, 2))
	require.Equal(t, []uint16{1000}, r.read(1, 37760, 1))
	say(device.Lie{Address: 37765, Word: 65535})
	require.Equal(t, []uint16{65535, 2000}, r.read(1, 37765, 2), "said anew")
	say()
	require.Equal(t, []uint16{0, 2000}, r.read(1, 37765, 2))
	require.Equal(t, fault.NotFound, fault.KindOf(r.bank.Say(9)))
}

func TestEveryFaultHasATestOfItsOwn(t *testing.T) {
	tested := []string{"silent", "delay", "wrong_transaction", "exception_4", "exception_6", "half_open", "evict_second_client",
		"torn_32bit", "frozen", "asleep", "accepted_not_applied", "slow_ramp", "taper_above_90", "sign_flip", "register_shift",
		"clock_change", "early_lease_expiry", "restart_resets_limits", "meter_lag", "second_master"}
	var names []string
	for _, f := range device.Faults() {
		names = append(names, f.Name)
		require.NotEmpty(t, f.Means)
		require.NotEmpty(t, f.Wire)
	}
	require.Equal(t, tested, names)
}

func TestMendAllMakesSound(t *testing.T) {
	r := newRig(t, device.Huawei)
	for _, f := range device.Faults() {
		r.breaks(1, f.Name)
		r.breaks(device.MeterUnit, f.Name)
	}
	require.NoError(t, r.bank.Say(1, device.Lie{Address: 37766, Word: 7}))
	r.bank.MendAll()
	require.Equal(t, []uint16{0, 2000}, r.read(1, 37765, 2))
	require.Equal(t, []uint16{0x5375, 0x6E53}, r.read(device.MeterUnit, device.Base, 2))
}

func TestBreakRefusesWhatItDoesNotKnow(t *testing.T) {
	r := newRig(t, device.Huawei)
	f := func(kind fault.Kind, unit uint8, name string, arg ...string) {
		t.Helper()
		err := r.bank.Break(unit, name, arg...)
		require.Equal(t, kind, fault.KindOf(err), "%v", err)
		require.NotEmpty(t, fault.HintOf(err))
	}
	f(fault.NotFound, 1, "gremlins")
	f(fault.NotFound, 9, "silent")
	f(fault.Invalid, 1, "delay", "soon")
	f(fault.Invalid, 1, "exception_4", "sometimes")
	f(fault.Invalid, 1, "slow_ramp", "-1W")
	f(fault.Invalid, 1, "taper_above_90", "NaN")
	f(fault.Invalid, 1, "meter_lag", "6s")
	f(fault.Invalid, 1, "register_shift", "1:70000")
	f(fault.Invalid, 1, "restart_resets_limits", "x")
	f(fault.Invalid, 1, "asleep", "now", "zero")
	require.Equal(t, []uint16{0, 2000}, r.read(1, 37765, 2), "none of it broke anything")
	require.Error(t, r.bank.Mend(1, "gremlins"))
}
