package estimate

import (
	"slices"
	"time"
)

// Slot names a home in a Fleet, as long as it is there.
type Slot uint32

// Fleet holds what is known of all homes in flat arrays: what a pass reads in one
// row per home, homes of a cell side by side as far as they came so, and what it
// does not read apart. It is for one writer; the shell that owns it has one Fleet
// per partition.
type Fleet struct {
	epoch      time.Time
	homes      []home   // by place
	who        []Slot   // by place
	place      []uint32 // by slot; nowhere where none is there
	habits     []habits // by slot
	runs       []run
	moved      bool // homes, since runs were found
	regions    []region
	tree       *Tree
	loads      *growth // of a home's load
	panels     *growth // of a home's PV beyond its region
	skies      *growth // of a region's sky
	draws      *growth // of what all homes of a region draw more than usual
	shape      *shape
	rehearsals []rehearsal
	idle       []int32 // of rehearsals, whose home is gone
	tables     *tables
	lags       *lags // of batteries
	pass       pass
	single     pass // over a copy of one home
	one        [1]home
	exam       exam
	alone      [numKinds]tuning // of sums of one region
	whole      [numKinds]tuning // of all regions together
	splits     [numKinds][numQuantities]split
	near       [wasDark]nearness      // of single homes
	spans      [numQuantities]float64 // how many regions that is, by their variance
	shortfalls [numSpans]shortfalls
	trust      float64 // chance that a home does as it is told for as long as asked
}

// New returns an empty fleet over tree. Times before epoch count as epoch. Its
// location is where clocks are kept unless Zone says otherwise.
func New(epoch time.Time, tree *Tree) *Fleet {
	s := newShape()
	f := &Fleet{
		splits: newSplits(), near: newNearness(), trust: 0.95, epoch: epoch, tree: tree, shape: s, tables: newTables(), lags: newLags(), alone: newTunings(), whole: newTunings(),
		loads: newGrowth(2400, 12, s), panels: newGrowth(1800, 6, s), skies: newGrowth(3600, 1, s), draws: newGrowth(3600, 3, s),
	}
	f.regions = make([]region, tree.regions)
	for i := range f.regions {
		f.regions[i] = newRegion(epoch.Location())
	}
	return f
}

// Len returns how many slots there are, those of homes that were removed included.
func (f *Fleet) Len() int { return len(f.habits) }

// Grow makes room for as many homes more at once.
func (f *Fleet) Grow(homes int) {
	f.homes, f.who = slices.Grow(f.homes, homes), slices.Grow(f.who, homes)
	f.place, f.habits = slices.Grow(f.place, homes), slices.Grow(f.habits, homes)
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
