package asset

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Ring is a way from a group down to itself, and a time at which it is one.
type Ring struct {
	path []GroupID // the first is the last again
	at   time.Time
}

// String returns the path, as "a > b > a at 2026-03-01T00:00:00Z".
func (r *Ring) String() string {
	names := make([]string, len(r.path))
	for i, id := range r.path {
		names[i] = string(id)
	}
	return strings.Join(names, " > ") + " at " + Stamp(r.at)
}

// Circle returns a ring that parts have at any time, or nil. A ring comes to be
// when the last of its parts begins: no other times need be looked at.
func Circle(parts []Part) *Ring {
	starts := make([]int64, len(parts))
	for i, p := range parts {
		starts[i] = p.Span.From.UnixMilli()
	}
	slices.Sort(starts)
	for _, start := range slices.Compact(starts) {
		at := time.UnixMilli(start)
		inside := map[GroupID][]GroupID{}
		for _, p := range parts {
			if p.Span.Holds(at) {
				inside[p.Parent] = append(inside[p.Parent], p.Child)
			}
		}
		if path := descend(inside); path != nil {
			return &Ring{path: path, at: at}
		}
	}
	return nil
}

// descend returns a way through inside that comes back to where it was, or nil.
func descend(inside map[GroupID][]GroupID) []GroupID {
	done := make(map[GroupID]bool, len(inside))
	var path []GroupID
	var visit func(GroupID) []GroupID
	visit = func(id GroupID) []GroupID {
		if i := slices.Index(path, id); i >= 0 {
			return append(slices.Clone(path[i:]), id)
		}
		if done[id] {
			return nil
		}
		path = append(path, id)
		for _, child := range inside[id] {
			if found := visit(child); found != nil {
				return found
			}
		}
		path = path[:len(path)-1]
		done[id] = true
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(inside)) {
		if found := visit(id); found != nil {
			return found
		}
	}
	return nil
}

// Has tells whether the ring goes by way of part.
func (r *Ring) Has(part Part) bool {
	if !part.Span.Holds(r.at) {
		return false
	}
	for i := range len(r.path) - 1 {
		if r.path[i] == part.Parent && r.path[i+1] == part.Child {
			return true
		}
	}
	return false
}
