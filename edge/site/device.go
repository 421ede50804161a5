package site

import "github.com/hearthgrid/hearthgrid/shared/energy"

const numFields = 17

type device struct {
	Device
	aside  bool // see Site.Aside
	owes   Role // of the sum that is made now
	held   energy.Snapshot
	misses [numFields]uint8
}

func (d *device) put(p *energy.Snapshot) {
	h, m := &d.held, &d.misses
	keep(&h.Grid, &p.Grid, &m[0])
	keep(&h.Inverter, &p.Inverter, &m[1])
	keep(&h.Battery, &p.Battery, &m[2])
	keep(&h.PV, &p.PV, &m[3])
	keep(&h.SoC, &p.SoC, &m[4])
	keep(&h.Capacity, &p.Capacity, &m[5])
	keep(&h.MaxCharge, &p.MaxCharge, &m[6])
	keep(&h.MaxDischarge, &p.MaxDischarge, &m[7])
	keep(&h.Temperature, &p.Temperature, &m[8])
	keep(&h.Voltage, &p.Voltage, &m[9])
	keep(&h.Frequency, &p.Frequency, &m[10])
	keep(&h.CellMin, &p.CellMin, &m[11])
	keep(&h.CellMax, &p.CellMax, &m[12])
	keep(&h.Islanded, &p.Islanded, &m[13])
	for i := range h.Phases {
		keep(&h.Phases[i], &p.Phases[i], &m[14+i])
	}
}

// keep replaces held by next, or lets it live through one miss.
func keep[T ~float64](held, next *energy.Reading[T], misses *uint8) {
	if next.Quality() != energy.Missing {
		*held, *misses = *next, 0
		return
	}
	if *misses++; *misses >= 2 {
		*held, *misses = held.Lost(), 2
	}
}
