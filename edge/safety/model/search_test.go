package model_test

import (
	"fmt"
	"strings"
	"time"
	"unsafe"
)

// start is when every walk begins; none takes long enough for it to matter.
var start = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// node is one state found, and how it was come to.
type node struct {
	world  world
	now    time.Time
	parent int // -1 for the first
	by     *brought
}

// search walks every state there is.
type search struct {
	model       model
	alphabet    []brought
	print       *fingerprint
	nodes       []node
	known       map[name]struct{}
	transitions int
	next        node // being made
}

// mostStates is far above what any of the models has: one with more does not
// end, for some field of a state never comes back to what it was.
const mostStates = 1_000_000

// exhaust walks m until no new state is found, or until something is wrong,
// which it returns with the shortest way there.
func exhaust(m model) (s *search, wrong string) {
	s = &search{model: m, print: m.print(), known: map[name]struct{}{}}
	s.meet(&node{world: m.first(), now: start, parent: -1})
	s.alphabet = m.alphabet()
	for at := 0; at < len(s.nodes); at++ {
		for i := range s.alphabet {
			if wrong := s.take(at, &s.alphabet[i]); wrong != "" {
				return s, wrong
			}
		}
		if len(s.nodes) > mostStates {
			return s, fmt.Sprintf("more than %d states: a field never comes back to what it was", mostStates)
		}
	}
	if fields := s.print.unmet(); len(fields) > 0 {
		return s, "no field is called " + strings.Join(fields, ", ") + " any more"
	}
	return s, ""
}

// take steps from one state by what one tick brings.
func (s *search) take(at int, b *brought) string {
	s.transitions++
	from, next := &s.nodes[at], &s.next
	next.world, next.now, next.parent, next.by = from.world, from.now.Add(b.passed), at, b
	if wrong := s.model.step(&next.world, b, next.now); wrong != "" {
		return wrong + "\n" + s.story(at, b)
	}
	s.meet(next)
	return ""
}

func (s *search) meet(n *node) {
	w := &n.world
	key := s.print.of(n.now, unsafe.Pointer(&w.state), unsafe.Pointer(&w.desk), unsafe.Pointer(&w.ghost))
	if _, known := s.known[key]; !known {
		s.known[key] = struct{}{}
		s.nodes = append(s.nodes, *n)
	}
}

func (s *search) depth(at int) int {
	n := 0
	for ; s.nodes[at].parent >= 0; at = s.nodes[at].parent {
		n++
	}
	return n
}

// story is the shortest way to what went wrong, a tick on a line.
func (s *search) story(at int, last *brought) string {
	lines := []string{last.String()}
	for ; s.nodes[at].parent >= 0; at = s.nodes[at].parent {
		lines = append([]string{s.nodes[at].by.String()}, lines...)
	}
	for i := range lines {
		lines[i] = fmt.Sprintf("  tick %d: %s", i+1, lines[i])
	}
	return strings.Join(lines, "\n")
}
