package plant

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// restVolts is the voltage of a resting lithium iron phosphate cell by state
// of charge: flat between two steep ends. Typical of data sheets at 25 °C.
var restVolts = [...]struct{ soc, volts float64 }{
	{-0.05, 2.30}, {0, 2.80}, {0.05, 3.08}, {0.10, 3.20}, {0.20, 3.25}, {0.50, 3.29},
	{0.70, 3.32}, {0.90, 3.34}, {0.97, 3.37}, {1, 3.45}, {1.05, 3.75},
}

const (
	// sagVolts is what a cell loses per C of discharge rate, at 25 °C; it is
	// double at 0 °C.
	sagVolts = 0.06
	// unevenVolts is the spread of resistance between the cells, as a share.
	unevenVolts = 0.15
)

// restVoltage interpolates between the points, and stays at the ends.
func restVoltage(soc float64) float64 {
	last := restVolts[0]
	for _, next := range restVolts {
		if soc <= next.soc {
			if next.soc == last.soc {
				return next.volts
			}
			return last.volts + (next.volts-last.volts)*(soc-last.soc)/(next.soc-last.soc)
		}
		last = next
	}
	return last.volts
}

// cells returns the voltages of the weakest and the strongest cell. The
// charge of all cells lies within soc ± imbalance; power pulls them down, or
// up while charging, the weaker ones more.
func (b *battery) cells(f flow) (low, high energy.Volts) {
	rate := f.cells / b.capacity
	sag := sagVolts * rate * (1 + ramp(-b.temperature, -25, 0))
	weak, strong := sag*(1+unevenVolts), sag*(1-unevenVolts)
	if rate < 0 {
		weak, strong = strong, weak
	}
	soc := b.soc()
	low = energy.Volts(restVoltage(soc-b.imbalance) - weak)
	high = energy.Volts(restVoltage(soc+b.imbalance) - strong)
	return low, high
}

// count moves the gauge: what the battery management believes drifts from the
// truth with every cycle, and is set right at both ends.
func (b *battery) count(f flow, dt time.Duration) {
	if b.drift == 0 {
		return
	}
	b.astray += b.drift * math.Abs(f.cells) * dt.Hours() / (2 * b.capacity)
	if soc := b.soc(); soc >= 0.995 || soc <= 0.005 {
		b.astray = 0
	}
}

// gaugeError is the gauge less the truth; the gauge itself stays within 0 to 1.
func (b *battery) gaugeError() float64 {
	return min(max(b.soc()+b.astray, 0), 1) - b.soc()
}
