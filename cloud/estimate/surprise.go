package estimate

// heardOf is what homes that rehearse told since it was last looked at, less what was
// believed of them, with the law of that.
type heardOf struct {
	powers [numQuantities]moments
	splits [numQuantities]split
	homes  int
	since  uint32
}

// surprise notes what a home tells, before it is taken, in what its region is
// surprised by.
func (f *Fleet) surprise(i Slot, r *Report) {
	h, region := &f.homes[f.place[i]], f.regionOf(i)
	now := f.ticks(r.At)
	if now-h.heard <= live {
		f.compare(h, i, wasLive, r)
	}
	k := f.rehearsalOf(i).exam
	if k < 0 || !f.exam.homes[k].asked {
		return
	}
	x, age := &f.exam.homes[k], now-f.exam.began
	x.asked = false
	if x.hides && now-region.rest.draw.at <= live {
		f.compare(&x.home, i, wasHidden.at(age), r)
	}
	f.compare(&x.dark, i, wasDark.at(age), r)
}

// compare notes what home i tells less what is believed of it as h, which is of a kind.
func (f *Fleet) compare(h *home, i Slot, k kind, r *Report) {
	var s sum
	region := f.regionOf(i)
	a, heard := region.as(k), &region.heard[k]
	p, ok := f.judged(h, i, a, r.At, &s)
	if !ok {
		return
	}
	var near bands
	if k < wasDark && scramble(p.now, uint32(i))%nearEvery == 0 {
		near = f.bands(p, &f.habits[i])
	}
	snap := &r.Snapshot
	for q, told := range [...]reading{Battery: snap.Battery, PV: snap.PV, Load: snap.Load, Grid: snap.Grid} {
		v, ok := told.Value()
		if m := &s.powers[q]; ok && m.homes > 0 {
			m.mean = float64(v) - m.mean
			heard.powers[q].add(m)
			if near[q] != nil {
				f.near[k].learn(Quantity(q), near[q], v)
			}
			heard.splits[q].single += m.mean * m.mean
			heard.splits[q].shared += m.shared(a)
		}
	}
	heard.homes++
}
