package estimate

import (
	"fmt"
	"math"
)

// form is of what AppendLearned and AppendHome write. It counts up with every change
// of what is learned or of what it means.
const form = 4

// AppendLearned appends to b what the fleet learned of all homes: how far they stray
// with age, and what is usual in each region. What any home does now is not in it.
func (f *Fleet) AppendLearned(b []byte) []byte {
	l := &ledger{data: b}
	f.learned(l)
	return l.data
}

// RecallLearned takes what AppendLearned wrote, of no more regions than there are.
// Where it does not fit it says why, and the fleet is as it was.
func (f *Fleet) RecallLearned(b []byte) error {
	fresh := New(f.epoch, f.tree)
	l := &ledger{data: b, reads: true}
	fresh.learned(l)
	if err := l.end(); err != nil {
		return err
	}
	for _, g := range fresh.growths() {
		if err := g.check(); err != nil {
			return err
		}
	}
	f.loads, f.panels, f.skies, f.draws, f.trust = fresh.loads, fresh.panels, fresh.skies, fresh.draws, min(max(fresh.trust, 0.5), 0.9999)
	for i := range f.regions {
		r := &f.regions[i]
		o := &fresh.regions[i]
		r.usual, r.sky.spread, r.draw.spread, r.sun.rise, r.sun.set = o.usual, o.sky.spread, o.draw.spread, o.sun.rise, o.sun.set
		r.sun.rises()
	}
	f.near, f.alone, f.whole, f.splits, f.spans, f.shortfalls = fresh.near, fresh.alone, fresh.whole, fresh.splits, fresh.spans, fresh.shortfalls
	f.tables.learned = 0
	return nil
}

func (f *Fleet) growths() [4]*growth { return [...]*growth{f.loads, f.panels, f.skies, f.draws} }

func (f *Fleet) learned(l *ledger) {
	for _, n := range []uint32{form, octaves, numBins, numLevels, hours} {
		is := n
		if l.count(&is, math.MaxUint32); l.err == nil && is != n {
			l.err = fmt.Errorf("it is of another form")
		}
	}
	for _, g := range f.growths() {
		g.learned(l)
	}
	l.wide(&f.trust)
	n := uint32(len(f.regions))
	l.count(&n, n)
	for i := range f.regions[:n] {
		r := &f.regions[i]
		l.narrow(&r.sky.spread)
		l.narrow(&r.draw.spread)
		l.narrow(&r.sun.rise)
		l.narrow(&r.sun.set)
		for h := range r.usual {
			r.usual[h].learned(l)
		}
	}
	for k := range f.whole {
		f.alone[k].learned(l)
		f.whole[k].learned(l)
		for q := range f.splits[k] {
			f.splits[k][q].learned(l)
		}
	}
	for k := range f.near {
		f.near[k].learned(l)
	}
	for q := range f.spans {
		l.wide(&f.spans[q])
	}
	for i := range f.shortfalls {
		f.shortfalls[i].learned(l)
	}
}

func (t *tuning) learned(l *ledger) {
	for q := range t {
		l.narrow(&t[q].n)
		for i := range t[q].factor {
			l.factor(&t[q].factor[i])
		}
	}
}

func (t *nearness) learned(l *ledger) {
	for q := range t {
		l.narrow(&t[q].n)
		for i := range t[q].factor {
			l.factor(&t[q].factor[i])
		}
	}
}

// factor visits by how many times something is further.
func (l *ledger) factor(x *float32) {
	if l.narrow(x); l.reads && l.err == nil && (*x <= 0 || *x > widest) {
		l.err = fmt.Errorf("a quantile %v times as far", *x)
	}
}

func (s *split) learned(l *ledger) {
	for _, x := range []*float64{&s.single, &s.sum, &s.own, &s.shared, &s.sharing} {
		l.wide(x)
	}
}

func (s *shortfalls) learned(l *ledger) {
	next := uint32(s.next)
	l.list(&s.last, mostEvents)
	l.count(&next, mostEvents-1)
	s.next = int(next)
}

func (u *usual) learned(l *ledger) {
	l.narrow(&u.load)
	l.narrow(&u.spread)
	l.narrow(&u.pv)
}

func (g *growth) learned(l *ledger) {
	for j := range g.cells {
		o := &g.cells[j]
		l.wide(&g.truly[j])
		for _, x := range []*float64{&o.age, &o.xy, &o.xx, &o.n} {
			l.wide(x)
		}
		for b := range o.bins {
			o.bins[b].learned(l)
		}
	}
}

func (e *errors) learned(l *ledger) {
	for _, x := range []*float64{&e.n, &e.shift, &e.two, &e.three, &e.four, &e.hold} {
		l.wide(x)
	}
	for i := range e.rank {
		l.wide(&e.rank[i])
		l.wide(&e.quantile[i])
	}
	r := &e.recent
	next := uint32(r.next)
	l.list(&r.then, mostRecent)
	l.list(&r.now, mostRecent)
	l.count(&next, mostRecent-1)
	if r.next = int(next); l.err == nil && len(r.then) != len(r.now) {
		l.err = fmt.Errorf("%d rehearsals began and %d ended", len(r.then), len(r.now))
	}
}

// check fails where tables could not be made: ages that do not rise, or errors
// without a size.
func (g *growth) check() error {
	for j := range g.cells {
		o := &g.cells[j]
		if t := g.truly[j]; t < leastTruly || t > mostTruly {
			return fmt.Errorf("octave %d: a variance %v times as it was", j, t)
		}
		if j > 0 && o.age <= g.cells[j-1].age || o.n <= 0 {
			return fmt.Errorf("octave %d: age %v after %v, of %v rehearsals", j, o.age, g.cells[max(j-1, 0)].age, o.n)
		}
		for b := range o.bins {
			if e := &o.bins[b]; e.n <= 0 || e.two < 0 {
				return fmt.Errorf("octave %d: variance %v of %v rehearsals", j, e.two, e.n)
			}
		}
	}
	return nil
}
