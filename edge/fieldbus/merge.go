package fieldbus

import "slices"

// mostBarriers bounds what a unit's refusals may teach; past it, reads of the unit
// are not merged at all.
const mostBarriers = 64

// merge is one read that answers several callers: neighbours of one unit,
// function and priority. What lies between them is read with them and thrown
// away, unless it is more than reach or a barrier stands there.
type merge struct {
	block
	priority Priority
	reach    int // most registers between two neighbours
	units    *units
}

// begin makes m what r asks for.
func (m *merge) begin(r *request, reach int, u *units) {
	m.function, m.unit, m.address, m.count = r.function, r.unit, r.address, r.count
	m.priority, m.reach, m.units = r.priority, reach, u
}

// fits tells whether r may be read with m, in one frame.
func (m *merge) fits(r *request) bool {
	if r.function != m.function || r.unit != m.unit || r.priority != m.priority || r.alone || m.reach < 0 {
		return false
	}
	low, high := min(m.address, r.address), max(m.end(), r.end())
	if high-int(low) > mostRead {
		return false
	}
	from, to := joint(&m.block, &r.block)
	return to-from <= m.reach && !m.units.barred(&m.block, from, to)
}

// joint is where two blocks meet: the registers between them, or those they
// share.
func joint(a, b *block) (from, to int) {
	if b.address < a.address {
		a, b = b, a
	}
	if a.end() > int(b.address) {
		return int(b.address), int(b.address) // overlap: both ends were asked for
	}
	return a.end(), int(b.address)
}

// add widens m to hold r.
func (m *merge) add(r *request) {
	high := max(m.end(), r.end())
	m.address = min(m.address, r.address)
	m.count = high - int(m.address)
}

// split gives the members their words.
func (m *merge) split(members []*request) {
	for _, r := range members {
		copy(r.words[:r.count], m.words[r.address-m.address:])
	}
}

// barrier is a place, between a register and the one before it, that no merged read
// may go across.
type barrier struct {
	function uint8
	at       int
	guessed  bool // from silence, which may have been sleep
}

// barriers are those of one unit. The zero value has none.
type barriers struct {
	list []barrier
}

// stand tells whether a barrier is in from..to, both included.
func (b *barriers) stand(function uint8, from, to int) bool {
	if len(b.list) >= mostBarriers {
		return true
	}
	return slices.ContainsFunc(b.list, func(x barrier) bool {
		return x.function == function && from <= x.at && x.at <= to
	})
}

func (b *barriers) raise(x barrier) {
	if len(b.list) < mostBarriers && !slices.Contains(b.list, x) {
		b.list = append(b.list, x)
	}
}

// learn raises a barrier at every place where members of a merged read in vain
// meet.
func (b *barriers) learn(members []*request, guessed bool) {
	slices.SortFunc(members, func(x, y *request) int { return int(x.address) - int(y.address) })
	for _, r := range members[1:] {
		b.raise(barrier{function: r.function, at: int(r.address), guessed: guessed})
	}
}

// forget takes down what was guessed.
func (b *barriers) forget() {
	b.list = slices.DeleteFunc(b.list, func(x barrier) bool { return x.guessed })
}
