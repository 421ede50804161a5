package model_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// start is when every walk begins; none takes long enough for it to matter.
var start = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// node is one state found, and how it was come to.
type node struct {
	world  world
	now    time.Time
	parent int // -1 for the first
	by     brought
}

// search walks every state there is.
type search struct {
	t           *testing.T
	model       model
	print       *fingerprint
	nodes       []node
	known       map[name]struct{}
	transitions int
}

// mostStates is far above what any of the models has: one with more does not
// end, for some field of a state never comes back to what it was.
const mostStates = 3_000_000

// exhaust walks m until no new state is found, and says how many there were.
func exhaust(t *testing.T, m model) {
	t.Helper()
	s := &search{t: t, model: m, print: m.print(), known: map[name]struct{}{}}
	s.meet(node{world: m.first(), now: start, parent: -1})
	alphabet := m.alphabet()
	begun := time.Now()
	for at := 0; at < len(s.nodes); at++ {
		for i := range alphabet {
			s.take(at, alphabet[i])
		}
		if len(s.nodes) > mostStates {
			t.Fatalf("%s: more than %d states: a field never comes back to what it was", m.title, mostStates)
		}
	}
	if fields := s.print.unmet(); len(fields) > 0 {
		t.Fatalf("%s: no field is called %s any more", m.title, strings.Join(fields, ", "))
	}
	if lacking := m.unseen.left(); len(lacking) > 0 {
		t.Fatalf("%s: the walk never came to what has to be looked at: %s", m.title, strings.Join(lacking, ", "))
	}
	t.Logf("%s: %d states, %d transitions of %d kinds, %d ticks deep, in %v", m.title, len(s.nodes), s.transitions,
		len(alphabet), s.depth(len(s.nodes)-1), time.Since(begun).Round(time.Millisecond))
}

// take steps from one state by what one tick brings.
func (s *search) take(at int, b brought) {
	s.transitions++
	from := &s.nodes[at]
	now := from.now.Add(b.passed)
	next, wrong := s.model.step(from.world, b, now)
	if wrong != "" {
		s.t.Fatalf("%s: %s\n%s", s.model.title, wrong, s.story(at, b))
	}
	s.meet(node{world: next, now: now, parent: at, by: b})
}

func (s *search) meet(n node) {
	key := s.print.of(n.now, &n.world.state, &n.world.desk, &n.world.ghost)
	if _, known := s.known[key]; !known {
		s.known[key] = struct{}{}
		s.nodes = append(s.nodes, n)
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
func (s *search) story(at int, last brought) string {
	lines := []string{last.String()}
	for ; s.nodes[at].parent >= 0; at = s.nodes[at].parent {
		lines = append([]string{s.nodes[at].by.String()}, lines...)
	}
	for i := range lines {
		lines[i] = fmt.Sprintf("  tick %d: %s", i+1, lines[i])
	}
	return strings.Join(lines, "\n")
}
