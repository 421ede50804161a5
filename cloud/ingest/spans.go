package ingest

import (
	"slices"
	"sort"
)

// spans is a set of numbers from 1: all up to base, and the spans above it,
// which are sorted and neither overlap nor touch.
type spans struct {
	base  uint64
	above []span
}

type span struct{ first, last uint64 }

// maxSpans bounds the memory of one set. Past it the highest span is let go:
// what is forgotten is taken again or acknowledged later, never skipped.
const maxSpans = 256

func (s *spans) has(n uint64) bool {
	if n <= s.base {
		return true
	}
	i := s.find(n)
	return i < len(s.above) && s.above[i].first <= n
}

// find returns the index of the first span that ends at n or later.
func (s *spans) find(n uint64) int {
	return sort.Search(len(s.above), func(i int) bool { return s.above[i].last >= n })
}

func (s *spans) add(n uint64) {
	if n == s.base+1 && len(s.above) == 0 {
		s.base = n
		return
	}
	if s.has(n) {
		return
	}
	i := s.find(n)
	joinsLeft := i > 0 && s.above[i-1].last == n-1
	joinsRight := i < len(s.above) && s.above[i].first == n+1
	switch {
	case joinsLeft && joinsRight:
		s.above[i-1].last = s.above[i].last
		s.above = slices.Delete(s.above, i, i+1)
	case joinsLeft:
		s.above[i-1].last = n
	case joinsRight:
		s.above[i].first = n
	default:
		s.above = slices.Insert(s.above, i, span{n, n})
	}
	s.settle()
}

func (s *spans) remove(n uint64) {
	if n > 0 && n <= s.base {
		old := s.base
		s.base = n - 1
		if n < old {
			s.above = slices.Insert(s.above, 0, span{n + 1, old})
		}
		return
	}
	i := s.find(n)
	if i == len(s.above) || s.above[i].first > n {
		return
	}
	old := s.above[i]
	s.above = slices.Delete(s.above, i, i+1)
	if n < old.last {
		s.above = slices.Insert(s.above, i, span{n + 1, old.last})
	}
	if old.first < n {
		s.above = slices.Insert(s.above, i, span{old.first, n - 1})
	}
}

// raise takes all numbers up to base as in the set.
func (s *spans) raise(base uint64) {
	s.base = max(s.base, base)
	s.settle()
}

func (s *spans) settle() {
	for len(s.above) > 0 && s.above[0].first <= s.base+1 {
		s.base = max(s.base, s.above[0].last)
		s.above = slices.Delete(s.above, 0, 1)
	}
	if len(s.above) > maxSpans {
		s.above = s.above[:maxSpans]
	}
}

// missing returns how many numbers below the highest are not in the set.
func (s *spans) missing() uint64 {
	n, next := uint64(0), s.base+1
	for _, sp := range s.above {
		n, next = n+sp.first-next, sp.last+1
	}
	return n
}

func (s *spans) clone() spans { return spans{base: s.base, above: slices.Clone(s.above)} }
