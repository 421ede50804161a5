package device_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestAcceptedNotApplied(t *testing.T) {
	r := newRig(t, device.Huawei)
	command := []write{words(47083, 5), words(47249, 0, 2500), words(47100, 2)}
	r.breaks(1, "accepted_not_applied")
	r.send(1, command...)
	r.tick(time.Second)
	require.Equal(t, []uint16{2}, r.read(1, 47100, 1), "it reads back")
	r.own()
	r.mends(1, "accepted_not_applied")
	r.send(1, command...)
	r.tick(time.Second)
	r.battery(2500)
}

func TestSlowRamp(t *testing.T) {
	r := newRig(t, device.Huawei)
	r.breaks(1, "slow_ramp", "100W")
	r.send(1, words(47083, 5), words(47249, 0, 2500), words(47100, 2))
	for i := range 10 {
		r.tick(time.Second)
		r.battery(energy.Watts(-2000 + 100*(i+1)))
	}
	r.mends(1, "slow_ramp")
	r.tick(time.Second)
	r.battery(2500)
}

func TestTaperAbove90(t *testing.T) {
	r := newRig(t, device.Huawei)
	r.breaks(1, "taper_above_90", "0.3")
	r.send(1, words(47083, 60), words(47247, 0, 4000), words(47100, 1))
	f := func(soc energy.Ratio, want energy.Watts) {
		t.Helper()
		r.home.state.SoC = soc
		r.tick(time.Second)
		r.battery(want)
	}
	f(0.89, -4000)
	f(0.91, -1500)
	r.mends(1, "taper_above_90")
	f(0.91, -4000)
}

func TestSignFlipOfCommands(t *testing.T) {
	r := newRig(t, device.Huawei)
	r.breaks(1, "sign_flip", "command")
	r.send(1, words(47083, 60), words(47247, 0, 4000), words(47100, 1))
	r.tick(time.Second)
	r.battery(4000)
	r.mends(1, "sign_flip")
	r.tick(time.Second)
	r.battery(-4000)
}

func TestClocksAndLeases(t *testing.T) {
	f := func(name, arg string, lasts time.Duration) {
		t.Helper()
		r := newRig(t, device.Huawei)
		command := []write{words(47083, 2), words(47249, 0, 2500), words(47100, 2)}
		if name == "early_lease_expiry" {
			r.breaks(1, name, arg)
		}
		r.send(1, command...)
		r.tick(10 * time.Second)
		if name == "clock_change" {
			r.breaks(1, name, arg)
		}
		r.holds(lasts-10*time.Second, 2500)
		r.mends(1, name)
		r.tick(time.Second)
		r.send(1, command...)
		r.holds(2*time.Minute, 2500)
	}
	f("early_lease_expiry", "0.25", 30*time.Second)
	f("clock_change", "100s", 20*time.Second)
	f("clock_change", "-1h", time.Hour+2*time.Minute)
}
