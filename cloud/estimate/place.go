package estimate

import "math"

// nowhere is the place of a slot whose home was removed.
const nowhere = math.MaxUint32

// Add makes room for a home of a cell. It is Missing until it reports, and until it has
// told enough of itself it does what the region's homes do.
func (f *Fleet) Add(c Cell) Slot {
	slot := Slot(len(f.habits))
	f.habits, f.place = append(f.habits, habits{}), append(f.place, nowhere)
	f.Reuse(slot, c)
	return slot
}

// Reuse gives the slot of a home that was removed to another of cell c, as Add does.
func (f *Fleet) Reuse(i Slot, c Cell) {
	if f.has(i) {
		return
	}
	f.place[i], f.moved = uint32(len(f.homes)), true
	f.homes, f.who = append(f.homes, home{heard: noAge, sway: 0.3}), append(f.who, i)
	region := f.tree.rows[c].region
	r := &f.regions[region]
	f.habits[i] = habits{usual: r.usual, cell: c, region: uint32(region), lag: usualLag, rehearsal: -1}
	f.enrol(i, r)
}

// Remove forgets home i, which is no longer there: it is in no sum, until Reuse gives
// its slot to another.
func (f *Fleet) Remove(i Slot) {
	if !f.has(i) {
		return
	}
	f.leave(i)
	f.retire(i)
	at, last := f.place[i], len(f.homes)-1
	f.homes[at], f.who[at] = f.homes[last], f.who[last]
	f.place[f.who[at]] = at
	f.homes, f.who = f.homes[:last], f.who[:last]
	f.place[i], f.moved = nowhere, true
}

// has tells whether a slot is a home's.
func (f *Fleet) has(i Slot) bool { return f.place[i] != nowhere }

func (f *Fleet) regionOf(i Slot) *region { return &f.regions[f.habits[i].region] }

// Move puts home i into another cell of the fleet's tree. What it told stays known.
func (f *Fleet) Move(i Slot, c Cell) {
	f.settleIn(i, f.tree.rows[c].region)
	f.habits[i].cell, f.moved = c, true
}

// settleIn lets a home share what another region does.
func (f *Fleet) settleIn(i Slot, region int) {
	h := &f.habits[i]
	if h.region == uint32(region) {
		return
	}
	if f.has(i) {
		f.leave(i)
	}
	if h.region = uint32(region); f.has(i) {
		f.enter(i)
	}
}

// Replant puts another tree in the place of the fleet's own: home i is of cells[i]
// from now on, and keeps all that is known of it. What regions share stays with
// their numbers, so tree has no fewer of them. Sums are those of the new tree
// after the next pass.
func (f *Fleet) Replant(tree *Tree, cells []Cell) {
	for len(f.regions) < tree.regions {
		f.regions = append(f.regions, newRegion(f.epoch.Location()))
	}
	for i := range f.habits {
		f.settleIn(Slot(i), tree.rows[cells[i]].region)
		f.habits[i].cell = cells[i]
	}
	f.tree, f.moved = tree, true
}

// leave takes a home out of what its region shares.
func (f *Fleet) leave(i Slot) {
	h, r := &f.homes[f.place[i]], f.regionOf(i)
	if h.seen.has(counted) {
		r.sky.fresh.take(h, -1)
	}
	if f.habits[i].rehearsal >= 0 {
		r.panel--
	}
}

// enter puts a home into what its region shares.
func (f *Fleet) enter(i Slot) {
	r := f.regionOf(i)
	if h := &f.homes[f.place[i]]; h.seen.has(counted) {
		r.sky.fresh.take(h, 1)
	}
	if f.habits[i].rehearsal >= 0 {
		r.panel++
		return
	}
	f.enrol(i, r)
}

// enrol makes a home one of those of its region that rehearse, where more are wanted.
func (f *Fleet) enrol(i Slot, r *region) {
	if r.panel >= rehearsing {
		return
	}
	r.panel++
	at := len(f.rehearsals)
	if n := len(f.idle); n > 0 {
		at, f.idle = int(f.idle[n-1]), f.idle[:n-1]
	} else {
		f.rehearsals = append(f.rehearsals, rehearsal{})
	}
	f.rehearsals[at], f.habits[i].rehearsal = rehearsal{of: i, exam: -1}, int32(at)
	f.homes[f.place[i]].seen |= rehearses
}

// retire lets another home rehearse in the place of one that is gone.
func (f *Fleet) retire(i Slot) {
	if at := f.habits[i].rehearsal; at >= 0 {
		f.idle, f.habits[i].rehearsal = append(f.idle, at), -1
	}
}

func (f *Fleet) rehearsalOf(i Slot) *rehearsal { return &f.rehearsals[f.habits[i].rehearsal] }

// Mute notes that home i may not be commanded any more, until it tells otherwise.
func (f *Fleet) Mute(i Slot) {
	if f.has(i) {
		f.homes[f.place[i]].seen &^= answers
	}
}

// Lose notes that the link to home i is lost: it may not be commanded, and that it
// tells of no change says no longer that there was none.
func (f *Fleet) Lose(i Slot) {
	if f.has(i) {
		f.homes[f.place[i]].holds = 0
		f.Mute(i)
	}
}
