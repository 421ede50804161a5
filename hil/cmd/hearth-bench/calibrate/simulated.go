package calibrate

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Pattern is who is silent: a share of all time, each home on its own or all homes
// of a region at once.
type Pattern struct {
	Share    energy.Ratio
	Together bool
}

// String returns the pattern's name in figures.
func (p Pattern) String() string {
	switch {
	case p.Share == 0:
		return "none"
	case p.Together:
		return fmt.Sprintf("together_%.0f", 100*p.Share)
	}
	return fmt.Sprintf("random_%.0f", 100*p.Share)
}

// Patterns are those that are judged.
func Patterns() []Pattern {
	return []Pattern{{0, false}, {0.05, false}, {0.2, false}, {0.5, false}, {0.05, true}, {0.2, true}, {0.5, true}}
}

// Extent is how much is simulated.
type Extent struct {
	Towns, Homes int           // homes of each
	Learn, Judge time.Duration // the first is not judged
	Patterns     []Pattern
}

// The seeds of fleets and events. Those of Holdout were never looked at while the
// model was chosen; of recordings there is none of which that can be said.
const (
	Tuned   uint64 = 101
	Holdout uint64 = 161803
)

const step = time.Minute

// spring is when fleets begin.
var spring = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)

func dayOf(now time.Time) int { return int(now.Sub(spring) / day) }

// watch is one estimator of the fleet, under one pattern.
type watch struct {
	pattern Pattern
	fleet   *estimate.Fleet
	all     estimate.Node
	parts   []estimate.Node // one for each town
	slots   []estimate.Slot
	quiet   []*quiet
	last    [][4]float64 // told last by each home
	told    []time.Time
	growing [4]growing
	whole   [4]series
	part    [4]series
	home    [4]series
}

// Judged is how the three sizes of sum stood the test, by quantity.
type Judged struct {
	Pattern            Pattern
	Fleet, Plant, Home [4]Verdict // by quantity
}

// Simulated judges a fleet of towns, each under its own clouds.
func Simulated(ctx context.Context, x Extent, seed uint64) ([]Judged, error) {
	towns, err := build(x, seed)
	if err != nil {
		return nil, err
	}
	var all []*watch
	for _, p := range x.Patterns {
		all = append(all, newWatch(p, x, seed))
	}
	end := int((x.Learn + x.Judge) / step)
	for i := range end {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for _, t := range towns {
			t.Step(step)
		}
		now, judging := towns[0].Now(), time.Duration(i)*step >= x.Learn
		for _, w := range all {
			w.step(now, towns, judging && i%7 == 0)
		}
	}
	var out []Judged
	for _, w := range all {
		out = append(out, w.judged())
	}
	return out, nil
}

func build(x Extent, seed uint64) ([]*plant.Town, error) {
	var towns []*plant.Town
	for i := range x.Towns {
		t, err := plant.NewTown(plant.Config{
			Seed: seed + uint64(i), Start: spring, Latitude: 48.1, Longitude: 11.6,
		})
		if err != nil {
			return nil, err
		}
		for j := range x.Homes {
			if _, err := t.Add(plant.Draw(seed<<20 + uint64(i*10_000+j))); err != nil {
				return nil, err
			}
		}
		towns = append(towns, t)
	}
	return towns, nil
}

func newWatch(p Pattern, x Extent, seed uint64) *watch {
	tree := estimate.NewTree(x.Towns)
	w := &watch{pattern: p, all: tree.Node()}
	var cells []estimate.Cell
	for i := range x.Towns {
		w.parts = append(w.parts, tree.Node(w.all))
		cells = append(cells, tree.Cell(i, w.parts[i]))
	}
	w.fleet = estimate.New(spring, tree)
	for i := range x.Towns * x.Homes {
		w.slots = append(w.slots, w.fleet.Add(cells[i/x.Homes]))
	}
	n := x.Towns
	if !p.Together {
		n *= x.Homes
	}
	for i := range n {
		w.quiet = append(w.quiet, newQuiet(p.Share, seed+uint64(i)*7919))
	}
	w.last, w.told = make([][4]float64, len(w.slots)), make([]time.Time, len(w.slots))
	return w
}

// step judges what was believed until now, and then tells what is so.
func (w *watch) step(now time.Time, towns []*plant.Town, judging bool) {
	w.fleet.Pass(now)
	if judging {
		w.judge(now, towns)
	}
	speaks := make([]bool, len(w.quiet))
	for i := range w.quiet {
		speaks[i] = w.quiet[i].speaks(step)
	}
	i := 0
	for t, town := range towns {
		for _, h := range town.Homes() {
			at := i
			if w.pattern.Together {
				at = t
			}
			if speaks[at] {
				w.tell(i, h.State(), now)
			}
			i++
		}
	}
	w.fleet.Pass(now)
}

func (w *watch) tell(i int, s plant.State, now time.Time) {
	truth := powers(&s)
	if !w.told[i].IsZero() {
		for q := range truth {
			w.growing[q].learn(now.Sub(w.told[i]), truth[q]-w.last[i][q])
		}
	}
	w.last[i], w.told[i] = truth, now
	w.fleet.Tell(w.slots[i], &estimate.Report{At: now, Snapshot: Snapshot(&s, now), Answers: true})
}

func powers(s *plant.State) [4]float64 {
	return [4]float64{float64(s.Battery), float64(s.PV), float64(s.Load), float64(s.Grid)}
}

// Snapshot is what a home's devices say of its state.
func Snapshot(s *plant.State, now time.Time) energy.Snapshot {
	return energy.Snapshot{
		At: now, Grid: energy.Read(s.Grid, now), Inverter: energy.Read(s.Inverter, now), Battery: energy.Read(s.Battery, now),
		PV: energy.Read(s.PV, now), Load: energy.Read(s.Load, now),
		SoC: energy.Read(s.SoC+s.GaugeError, now), Capacity: energy.Read(s.Capacity, now),
		MaxCharge: energy.Read(s.MaxCharge, now), MaxDischarge: energy.Read(s.MaxDischarge, now),
	}
}

// sums are of the truth, the last values, and the squares of what those stray alone.
type sums struct{ truth, last, alone [4]float64 }

func (s *sums) add(o *sums) {
	for q := range s.truth {
		s.truth[q] += o.truth[q]
		s.last[q] += o.last[q]
		s.alone[q] += o.alone[q]
	}
}

func (w *watch) judge(now time.Time, towns []*plant.Town) {
	var whole sums
	light := daylight(towns)
	i := 0
	for t, town := range towns {
		var part sums
		for j, h := range town.Homes() {
			s := h.State()
			one := sums{truth: powers(&s), last: w.last[i]}
			for q := range one.alone {
				a := w.growing[q].at(now.Sub(w.told[i]))
				one.alone[q] = a * a
			}
			if j == int(now.Unix()/60)%len(town.Homes()) {
				w.judgeHome(w.slots[i], now, light, &one)
			}
			part.add(&one)
			i++
		}
		w.note(&w.part, w.parts[t], now, t, light, &part)
		whole.add(&part)
	}
	w.note(&w.whole, w.all, now, 0, light, &whole)
}

// note judges a sum: what it shows of town is one of the day's blocks.
func (w *watch) note(into *[4]series, n estimate.Node, now time.Time, town int, light bool, s *sums) {
	total := w.fleet.Total(n)
	block := dayOf(now)*len(w.parts) + town
	for q := range into {
		if estimate.Quantity(q) == estimate.PV && !light {
			continue
		}
		into[q].note(total.Powers[q].Interval, seen{block, s.truth[q], s.last[q], math.Sqrt(s.alone[q])})
	}
}

func (w *watch) judgeHome(i estimate.Slot, now time.Time, light bool, s *sums) {
	one, ok := w.fleet.One(i, now)
	if !ok {
		return
	}
	for q := range w.home {
		if estimate.Quantity(q) == estimate.PV && !light {
			continue
		}
		f := func(l energy.Ratio) energy.Envelope { return one.Interval(estimate.Quantity(q), l) }
		w.home[q].note(f, seen{dayOf(now), s.truth[q], s.last[q], math.Sqrt(s.alone[q])})
	}
}

// daylight is while all homes together give more than a watt each: after it PV is 0, is
// known to be, and an interval of no width that holds it would be counted as good. It
// is of all homes under every pattern, so that it leaves out what none could miss.
func daylight(towns []*plant.Town) bool {
	pv, homes := 0.0, 0
	for _, t := range towns {
		for _, h := range t.Homes() {
			s := h.State()
			pv += float64(s.PV)
			homes++
		}
	}
	return pv > float64(homes)
}

func (w *watch) judged() Judged {
	j := Judged{Pattern: w.pattern}
	for q := range w.whole {
		j.Fleet[q], j.Plant[q], j.Home[q] = w.whole[q].verdict(), w.part[q].verdict(), w.home[q].verdict()
	}
	return j
}
