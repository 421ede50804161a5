package soak

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// agreed is what an electrician set up: the home, and what its gateway is told.
type agreed struct {
	spec     plant.Spec
	shape    device.Shape
	shape2   device.Shape // of the second battery, where there is one
	reserve  energy.Ratio
	export   energy.Watts
	fuse     energy.Amperes // of each phase
	ramp     bool
	selfUse  bool // the gateway keeps the connection near 0 W
	maxLease time.Duration
}

// agree draws the home of an index. Batteries answer as laboratories found the
// better half of them to: the rules' times are not theirs to use up.
func agree(r *rand.Rand, index int) agreed {
	a := agreed{spec: plant.Draw(r.Uint64()), shape: device.Hybrid, reserve: energy.Ratio(r.Float64()*0.2 + 0.1), maxLease: 15 * time.Minute}
	a.spec.DeadTime = min(a.spec.DeadTime, time.Second)
	a.spec.Settling = min(a.spec.Settling, 5*time.Second)
	a.spec.Backup = r.IntN(2) == 0
	a.spec.Coupling = plant.DC
	if index%2 == 1 {
		a.shape, a.spec.Coupling = device.ACCoupled, plant.AC
	}
	a.export = energy.Watts([]int{0, 2000, 4000, 10000}[r.IntN(4)])
	a.fuse = energy.Amperes([]int{16, 20, 25}[r.IntN(3)])
	a.ramp, a.selfUse = r.IntN(2) == 0, r.IntN(2) == 0
	if index%oneIn == oneIn-1 {
		a.second(index / oneIn)
	}
	return a
}

// oneIn is how many homes there are for one with a second battery.
const oneIn = 5

// second draws the second battery from the seed of the first, so that no home is
// another one for it.
func (a *agreed) second(n int) {
	other := plant.Draw(a.spec.Seed + 1)
	a.spec.Second = plant.SecondBattery{Capacity: other.Capacity, Power: other.Power, SoC: other.SoC}
	a.shape2 = device.ACCoupled
	if n/2%2 == 1 {
		a.shape2 = device.Hybrid
	}
}

// What every home here has at its connection.
const (
	nominal = 230 // V
	lowest  = 207 // V, EN 50160
)

// connection is what the main fuse carries.
func (a agreed) connection() energy.Watts { return energy.Watts(a.fuse) * 3 * nominal }

// file is the site file of the gateway.
func (a agreed) file(name string, units []uint8) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "site = %q\nstate_dir = %q\ntick_ms = %d\nmax_lease_ms = %d\n", name, name, Tick.Milliseconds(), a.maxLease.Milliseconds())
	fmt.Fprintf(&b, "\n[[bus]]\ntcp = \"127.0.0.1:502\"\nunits = [%s]\n", strings.Trim(strings.ReplaceAll(fmt.Sprint(units), " ", ", "), "[]"))
	fmt.Fprintf(&b, "\n[[known]]\nmaker = %q\nmodel = \"*\"\nversion = \"*\"\n", device.Maker)
	fmt.Fprintf(&b, "\n[control]\nself_consumption = %v\n", a.selfUse)
	fmt.Fprintf(&b, "\n[limits]\nreserve_ratio = %g\nmax_export_w = %g\nconnection_w = %g\n", a.reserve, a.export, a.connection())
	if a.ramp {
		b.WriteString("ramp_w_per_s = 1000\n")
	}
	fmt.Fprintf(&b, "\n[limits.fuse]\ncurrent_a = %g\nlowest_voltage_v = %d\nphases = [\"L1\", \"L2\", \"L3\"]\n", a.fuse, lowest)
	b.WriteString("\n[limits.jumps]\nsoc_ratio = 0.05\ntemperature_c = 5\n")
	b.WriteString("\n[limits.frozen]\nafter_ms = 120000\npower_w = 500\nshare_ratio = 0.1\n")
	b.WriteString("\n[limits.balance]\ntolerance_w = 500\nwithin_ms = 10000\npause_ms = 60000\ntries = 3\n")
	b.WriteString("\n[limits.proof]\ntolerance_w = 300\nwithin_ms = 20000\npause_ms = 60000\ntries = 3\n")
	return []byte(b.String())
}
