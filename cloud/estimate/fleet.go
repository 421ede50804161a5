package estimate

import (
	"slices"
	"time"
)

// Slot is the place of a home in a Fleet.
type Slot uint32

// Fleet holds what is known of all homes in flat arrays, one row per home and one
// column per hour of the day. It is for one writer; the shell that owns it has
// one Fleet per partition.
type Fleet struct {
	epoch    time.Time
	homes    []home
	profile  [hours][]usual
	told     []uint32 // for how long each home told of itself
	regions  []region
	tree     *Tree
	loads    *growth // of a home's load
	panels   *growth // of a home's PV beyond its region
	skies    *growth // of a region's sky
	draws    *growth // of what all homes of a region draw more than usual
	shape    *shape
	rehearse map[Slot]*rehearsal
	tables   *tables
	passed   uint32
	trust    float64 // chance that a home does as it is told for as long as asked
	waiting  []Slot  // told of their PV since the last pass
}

// New returns an empty fleet over tree. Times before epoch, which is a midnight of
// the fleet's local time, count as epoch.
func New(epoch time.Time, tree *Tree) *Fleet {
	s := newShape()
	f := &Fleet{
		trust: 0.95, epoch: epoch, tree: tree, shape: s, rehearse: map[Slot]*rehearsal{}, tables: newTables(),
		loads: newGrowth(2400, 12, s), panels: newGrowth(1800, 6, s), skies: newGrowth(3600, 1, s), draws: newGrowth(3600, 3, s),
	}
	f.regions = make([]region, tree.regions)
	for i := range f.regions {
		f.regions[i] = newRegion()
	}
	return f
}

// Add makes room for a home of a cell. It is Missing until it reports, and until it has
// told enough of itself it does what the region's homes do.
func (f *Fleet) Add(c Cell) Slot {
	slot := Slot(len(f.homes))
	r := &f.regions[f.tree.rows[c].region]
	f.homes = append(f.homes, home{heard: noAge, row: uint32(c), pvSpread: 0.3})
	f.told = append(f.told, 0)
	for h := range f.profile {
		f.profile[h] = append(f.profile[h], r.usual[h])
	}
	if r.panel++; r.panel <= rehearsing {
		f.rehearse[slot] = &rehearsal{}
	}
	return slot
}

// Len returns how many homes there are.
func (f *Fleet) Len() int { return len(f.homes) }

// Grow makes room for as many homes more at once.
func (f *Fleet) Grow(homes int) {
	f.homes, f.told = slices.Grow(f.homes, homes), slices.Grow(f.told, homes)
	for h := range f.profile {
		f.profile[h] = slices.Grow(f.profile[h], homes)
	}
}

// trials are how many homes that were asked are remembered.
const trials = 2000

// Kept notes whether a home did as it was told for as long as it was asked. What may
// be promised rests on it.
func (f *Fleet) Kept(kept bool) {
	x := 0.0
	if kept {
		x = 1
	}
	f.trust = min(max(f.trust+(x-f.trust)/trials, 0.5), 0.9999)
}
