package measure

import (
	"slices"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Points are the values a device is read from.
type Points struct {
	AC, Grid, Battery, PV           Sources
	Capacity, Volts                 Sources // of the battery
	Takes, Gives                    Bound
	Temperature, Voltage, Frequency Sources
	CellMin, CellMax                Sources // of each string
	Phases                          [3]Phase
	Charges                         []Charge
	Island                          Island // nil: it is not asked
}

// Read fills into, which is empty, with the device's part of its home's: a storage
// inverter's battery power is AC, a hybrid's is DC.
func (p *Points) Read(into *energy.Snapshot) {
	fill(&into.Grid, p.Grid)
	fill(&into.Inverter, p.AC)
	fill(&into.Battery, p.Battery)
	fill(&into.PV, p.PV)
	fill(&into.Capacity, p.Capacity)
	fill(&into.Temperature, p.Temperature)
	fill(&into.Voltage, p.Voltage)
	fill(&into.Frequency, p.Frequency)
	into.SoC = stateOfCharge(p.Charges)
	into.MaxCharge, into.MaxDischarge = p.Takes.most(p.Volts, into.Battery), p.Gives.most(p.Volts, into.Battery)
	highest(&into.CellMin, p.CellMin, -1)
	highest(&into.CellMax, p.CellMax, 1)
	if p.Island != nil {
		into.Islanded = p.Island.Read()
	}
	for i := range p.Phases {
		into.Phases[i] = p.Phases[i].current()
	}
}

// Blocks returns the blocks that hold the points, each once, by address.
func (p *Points) Blocks() []*register.Block {
	var out []*register.Block
	add := func(points ...register.Point) {
		for _, q := range points {
			if q.Known() && !slices.Contains(out, q.Block) {
				out = append(out, q.Block)
			}
		}
	}
	for _, s := range p.sources() {
		for _, q := range s {
			add(q.points...)
		}
	}
	for _, c := range p.Charges {
		add(c.Level, c.Proof)
	}
	if p.Island != nil {
		add(p.Island.Points()...)
	}
	register.Sort(out)
	return out
}

func (p *Points) sources() []Sources {
	all := []Sources{
		p.AC, p.Grid, p.Battery, p.PV, p.Capacity, p.Volts, p.Takes.Amps, p.Gives.Amps,
		p.Takes.Rating, p.Gives.Rating, p.Temperature, p.Voltage, p.Frequency, p.CellMin, p.CellMax,
	}
	for _, f := range p.Phases {
		all = append(all, f.Amps, f.Watts, f.Volts)
	}
	return all
}
