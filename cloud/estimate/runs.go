package estimate

// run is homes of one cell side by side.
type run struct {
	cell     Cell
	from, to int
}

// arrange finds the runs anew where homes came, went or moved. Where they have
// become many the homes are sorted by cell, which costs about as much as ten passes
// and is due once in as many changes as there are homes to 32 of them.
func (f *Fleet) arrange() {
	if !f.moved {
		return
	}
	f.moved = false
	f.findRuns()
	if len(f.runs) > f.tree.cells+len(f.homes)/32 {
		f.sort()
		f.findRuns()
	}
}

func (f *Fleet) findRuns() {
	f.runs = f.runs[:0]
	for at, slot := range f.who {
		c := f.habits[slot].cell
		if n := len(f.runs); n > 0 && f.runs[n-1].cell == c {
			f.runs[n-1].to = at + 1
			continue
		}
		f.runs = append(f.runs, run{cell: c, from: at, to: at + 1})
	}
}

// sort puts homes of one cell side by side, in the order they are in (counting sort).
func (f *Fleet) sort() {
	next := make([]int, len(f.tree.rows)+1)
	for _, slot := range f.who {
		next[f.habits[slot].cell+1]++
	}
	for i := 1; i < len(next); i++ {
		next[i] += next[i-1]
	}
	homes, who := make([]home, len(f.homes), cap(f.homes)), make([]Slot, len(f.who), cap(f.who))
	for at, slot := range f.who {
		c := f.habits[slot].cell
		to := next[c]
		next[c]++
		homes[to], who[to], f.place[slot] = f.homes[at], slot, uint32(to)
	}
	f.homes, f.who = homes, who
}
