package plant

import (
	"math"
	"time"
)

const (
	emptyBand = 0.05 // SoC below which discharge tapers
	fullBand  = 0.10 // SoC to full within which charge tapers
	tapered   = 0.10 // share of rated power that is left at the end of a taper
	asleep    = 0.01 // share of rated power below which the converter sleeps
)

// battery is cells behind a converter. Powers are W at the converter's outer
// side, positive discharges; stored is Wh, 0..capacity.
type battery struct {
	capacity, rated, stored float64
	oneWay                  float64 // efficiency of the cells, each way
	loss                    loss
	standby                 float64 // W, drawn while it sleeps
	temperature             float64 // °C
	exposure                float64 // 0 heated room, 1 outdoors
	heating                 decay
	imbalance               float64 // half the spread of the cells' charge, as SoC
	drift                   float64 // of the gauge, as SoC per full cycle
	astray                  float64 // gauge less truth, as SoC
}

// flow is what a battery did in one step.
type flow struct {
	power float64 // outer side
	cells float64 // rate at which stored energy falls
}

func (b *battery) soc() float64 { return b.stored / b.capacity }

// limits returns the magnitudes the battery takes and gives now.
func (b *battery) limits() (charge, discharge float64) {
	if b.rated == 0 {
		return 0, 0
	}
	charge = b.rated * taper(1-b.soc(), fullBand) * min(ramp(b.temperature, 0, 10), ramp(-b.temperature, -55, -45))
	discharge = b.rated * taper(b.soc(), emptyBand) * min(ramp(b.temperature, -20, 0), ramp(-b.temperature, -60, -50))
	return charge, discharge
}

func taper(left, band float64) float64 {
	if left <= 1e-6 {
		return 0
	}
	return min(1, tapered+(1-tapered)*left/band)
}

// ramp rises from 0 at low to 1 at high.
func ramp(x, low, high float64) float64 { return min(max((x-low)/(high-low), 0), 1) }

// run moves the battery by dt at power p, as near to p as its limits, its
// sleep band and its stored energy allow.
func (b *battery) run(p float64, dt time.Duration, outdoor float64) flow {
	charge, discharge := b.limits()
	return b.move(b.convert(min(max(p, -charge), discharge), dt.Hours()), dt, outdoor)
}

// carry is run for an island, whose converter never sleeps and whose limits
// were looked at before.
func (b *battery) carry(p float64, dt time.Duration, outdoor float64) flow {
	switch {
	case p > 0:
		return b.move(b.give(p, dt.Hours()), dt, outdoor)
	case p < 0:
		return b.move(b.take(-p, dt.Hours()), dt, outdoor)
	}
	return b.move(flow{}, dt, outdoor)
}

func (b *battery) move(f flow, dt time.Duration, outdoor float64) flow {
	b.stored = min(max(b.stored-f.cells*dt.Hours(), 0), b.capacity)
	b.warm(f, dt, outdoor)
	b.count(f, dt)
	return f
}

func (b *battery) convert(p, hours float64) flow {
	switch {
	case math.Abs(p) <= asleep*b.rated:
		return flow{}
	case p > 0:
		return b.give(p, hours)
	}
	return b.take(-p, hours)
}

func (b *battery) give(p, hours float64) flow {
	cells := (p + b.loss.at(p)) / b.oneWay
	if cells*hours > b.stored {
		p = b.loss.outFor(b.stored / hours * b.oneWay)
		cells = b.stored / hours
	}
	if p == 0 {
		return flow{}
	}
	return flow{power: p, cells: cells}
}

func (b *battery) take(p, hours float64) flow {
	cells := (p - b.loss.at(p)) * b.oneWay
	if room := b.capacity - b.stored; cells*hours > room {
		cells = room / hours
		p = b.loss.inFor(cells / b.oneWay)
	}
	return flow{power: -p, cells: -cells}
}

// warm is one lump of 10 kJ/K per kWh, losing its heat with a time constant of
// three hours; the pack takes all of the cells' loss and a third of the
// converter's.
func (b *battery) warm(f flow, dt time.Duration, outdoor float64) {
	const tau = 3 * time.Hour
	inner := f.cells * (1 - b.oneWay)
	if f.cells < 0 {
		inner = -f.cells * (1/b.oneWay - 1)
	}
	heat := inner + (f.cells-f.power-inner)/3
	room := b.exposure*outdoor + (1-b.exposure)*18
	rest := room + heat*tau.Seconds()/(10*max(b.capacity, 1000))
	b.temperature += (rest - b.temperature) * b.heating.gone(dt, tau)
}
