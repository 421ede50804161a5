package split

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const (
	mostMoves = 100  // of a node's homes along their slopes, for each rounds a little
	clear     = 1e-9 // of a price, how far from the end of a piece that little does not matter
)

// write sets the powers of the homes right under a node, of which alone tells that
// there is nothing else, where they change.
func (s *Solver) write(n *node, price float64, alone bool) {
	if alone && n.written && n.seen && n.raw.clears(n.price) && n.raw.clears(price) {
		if n.raw.slope == 0 {
			return
		}
		if n.moves++; n.moves < mostMoves {
			s.move(n, price-n.price)
			return
		}
	}
	n.written, n.moves = true, 0
	switch {
	case price > 0:
		s.place(n, s.up, price, 1)
	case price < 0:
		s.place(n, s.down, -price, -1)
	default:
		s.place(n, s.up, 0, 1)
	}
}

// clears tells whether price is well inside the piece: at an end the slopes that are
// kept may be those of the next.
func (q *piece) clears(price float64) bool {
	off := clear * math.Abs(price)
	return price-off > q.below && price+off < q.above
}

// move has homes follow a price along the straight piece that each of them is on.
func (s *Solver) move(n *node, by float64) {
	slopes := s.slopes[n.first:n.after]
	for k, home := range s.home[n.first:n.after] {
		s.shares[home] += energy.Watts(slopes[k] * by)
	}
}

// place gives homes their power at a price.
func (s *Solver) place(n *node, lines []line, price, sign float64) {
	for slot := n.first; slot < n.after; slot++ {
		power, slope := lines[slot].power(price)
		s.shares[s.home[slot]], s.slopes[slot] = energy.Watts(sign*power), slope
	}
}
