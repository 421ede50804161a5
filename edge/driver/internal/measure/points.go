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

// Snapshot is the device's part of its home's: a storage inverter's battery power is
// AC, a hybrid's is DC.
func (p *Points) Snapshot() energy.Snapshot {
	s := energy.Snapshot{
		Grid: Read[energy.Watts](p.Grid), Inverter: Read[energy.Watts](p.AC),
		Battery: Read[energy.Watts](p.Battery), PV: Read[energy.Watts](p.PV),
		SoC: stateOfCharge(p.Charges), Capacity: Read[energy.WattHours](p.Capacity),
		MaxCharge: p.Takes.most(p.Volts), MaxDischarge: p.Gives.most(p.Volts),
		Temperature: Read[energy.Celsius](p.Temperature),
		Voltage:     Read[energy.Volts](p.Voltage), Frequency: Read[energy.Hertz](p.Frequency),
		CellMin: highest[energy.Volts](p.CellMin, -1), CellMax: highest[energy.Volts](p.CellMax, 1),
	}
	if p.Island != nil {
		s.Islanded = p.Island.Read()
	}
	for i := range p.Phases {
		s.Phases[i] = p.Phases[i].current()
	}
	return s
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
			add(q.plus...)
			add(q.minus...)
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
