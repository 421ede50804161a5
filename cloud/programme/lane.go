package programme

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// dose is what a call has of a home at a tick.
type dose struct {
	call     *Call
	power    energy.Watts // signed
	capacity energy.Watts
	until    time.Time
	still    bool // it only holds the home until it is let go
}

// lane is the homes of a node that the same calls have.
type lane struct {
	calls  []CallID // in the order in which they are served
	target Target
}

// key names the calls that have the home.
func (u *usage) key() string {
	if len(u.doses) == 1 {
		return string(u.doses[0].call.ID)
	}
	var ids []string
	for i := range u.doses {
		ids = append(ids, string(u.doses[i].call.ID))
	}
	return strings.Join(ids, " ")
}

// add takes a home into the lane.
func (l *lane) add(u *usage) {
	t, held := &l.target, true
	for i := range u.doses {
		d := &u.doses[i]
		if d.until.After(t.Until) {
			t.Until = d.until
		}
		if held = held && d.still; d.still {
			continue
		}
		at := slices.IndexFunc(t.Slices, func(s Slice) bool { return s.Call == d.call.ID })
		if at < 0 {
			at, t.Slices = len(t.Slices), append(t.Slices, Slice{Call: d.call.ID})
		}
		t.Slices[at].Power += d.power
		t.Power, t.Capacity = t.Power+d.power, t.Capacity+d.capacity
	}
	if held || u.part.Up > 0 || u.part.Down > 0 {
		t.Parts = append(t.Parts, u.part)
	}
}

// steer returns what each node is asked, by lane.
func (r *round) steer() (all []Target) {
	nodes := map[Node]map[string]*lane{}
	for i := range r.met {
		if u := &r.met[i]; len(u.doses) > 0 {
			u.lane(nodes).add(u)
		}
	}
	r.next.lanes = map[Node]map[string]int{}
	for node, lanes := range nodes {
		r.next.lanes[node] = numbered(r.last.lanes[node], lanes)
		all = append(all, targetsOf(lanes)...)
	}
	slices.SortFunc(all, func(a, b Target) int { return cmp.Or(cmp.Compare(a.Node, b.Node), a.Lane-b.Lane) })
	return all
}

// lane returns the lane of the home, among those of all nodes.
func (u *usage) lane(nodes map[Node]map[string]*lane) *lane {
	if nodes[u.node] == nil {
		nodes[u.node] = map[string]*lane{}
	}
	key := u.key()
	l := nodes[u.node][key]
	if l == nil {
		l = &lane{target: Target{Node: u.node}}
		for i := range u.doses {
			l.calls = append(l.calls, u.doses[i].call.ID)
		}
		nodes[u.node][key] = l
	}
	return l
}

// numbered gives lanes their numbers. One keeps the number it had, and goes on under
// that of one that is gone where they have a call in common, so that homes follow
// another name only where calls part.
func numbered(before map[string]int, lanes map[string]*lane) map[string]int {
	numbers, taken := map[string]int{}, map[int]bool{}
	give := func(key string, n int) { numbers[key], taken[n], lanes[key].target.Lane = n, true, n }
	var fresh []string
	for _, key := range slices.Sorted(maps.Keys(lanes)) {
		if n, had := before[key]; had {
			give(key, n)
		} else {
			fresh = append(fresh, key)
		}
	}
	// Who has the most homes has the most to lose.
	slices.SortStableFunc(fresh, func(a, b string) int { return len(lanes[b].target.Parts) - len(lanes[a].target.Parts) })
	for _, key := range fresh {
		give(key, heir(before, taken, lanes[key].calls))
	}
	return numbers
}

// heir returns the least number that is free, of a lane before that had one of calls
// where there is any.
func heir(before map[string]int, taken map[int]bool, calls []CallID) int {
	found := -1
	for key, n := range before {
		common := slices.ContainsFunc(strings.Fields(key), func(id string) bool { return slices.Contains(calls, CallID(id)) })
		if common && !taken[n] && (found < 0 || n < found) {
			found = n
		}
	}
	for n := 0; found < 0; n++ {
		if !taken[n] {
			found = n
		}
	}
	return found
}

// targetsOf returns the targets of a node's lanes. Its first lane is the node itself: it
// stands at nothing while only others have homes, for it is theirs.
func targetsOf(lanes map[string]*lane) (all []Target) {
	first := Target{}
	for _, key := range slices.Sorted(maps.Keys(lanes)) {
		t := &lanes[key].target
		t.Capacity = max(t.Capacity, t.Power.Abs())
		slices.SortFunc(t.Parts, func(a, b Part) int { return cmp.Compare(a.Site, b.Site) })
		all, first.Node = append(all, *t), t.Node
		for _, s := range t.Slices {
			first.Slices = append(first.Slices, Slice{Call: s.Call})
		}
		if t.Until.After(first.Until) {
			first.Until = t.Until
		}
	}
	if !slices.ContainsFunc(all, func(t Target) bool { return t.Lane == 0 }) {
		all = append(all, first)
	}
	return all
}
