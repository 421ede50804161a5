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
		f.compare(h, i, &region.air, &region.heard[wasLive], r)
	}
	k := f.rehearsalOf(i).hidden
	if k < 0 || !f.exam.asked[k] {
		return
	}
	f.exam.asked[k] = false
	was := &f.exam.homes[k]
	hidden, dark := wasHidden.at(now-f.exam.began), wasDark.at(now-f.exam.began)
	if now-region.rest.draw.at <= live {
		f.compare(was, i, &region.rest, &region.heard[hidden], r)
	}
	f.compare(was, i, &region.dark, &region.heard[dark], r)
}

// compare notes what home i tells less what is believed of it as h.
func (f *Fleet) compare(h *home, i Slot, a *air, heard *heardOf, r *Report) {
	var s sum
	if _, ok := f.judged(h, i, a, r.At, &s); !ok {
		return
	}
	snap := &r.Snapshot
	for q, told := range [...]reading{Battery: snap.Battery, PV: snap.PV, Load: snap.Load, Grid: snap.Grid} {
		v, ok := told.Value()
		if m := &s.powers[q]; ok && m.homes > 0 {
			m.mean = float64(v) - m.mean
			heard.powers[q].add(m)
			heard.splits[q].single += m.mean * m.mean
			heard.splits[q].shared += m.shared(a)
		}
	}
	heard.homes++
}
