package gateway

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// trouble is a condition as one pass finds it. It makes no text that changes by itself.
type trouble struct {
	kind     energy.EventKind
	severity energy.Severity
	device   energy.DeviceID
	text     string
}

const (
	// sure is how long a condition is there before it is told to have begun.
	sure = 3 * time.Second
	// often is how many spells of one make it sure, however short they are.
	often = 5
	// over is how long it is away before it is told to have ended, or is forgotten: what
	// comes and goes faster is one, with a count.
	over = 30 * time.Second
	// edges are told one each edgeEach, after edgeBurst at once.
	edgeBurst = 20
	edgeEach  = time.Minute
	// maxOnce is how many things that happened once wait to be told.
	maxOnce = 16
)

// conditions are those of a home that somebody has to know of. Each is told once where
// it begins and once where it ends, by the clock of the passes; what would be told too
// often is told later, or counted. It has one owner, and never waits.
type conditions struct {
	list  []condition
	once  []energy.Event // happened, and not told yet
	spare float64        // edges that may be told
	at    time.Time      // of the pass before; zero: none
	held  uint64         // spells and happenings never told
}

// condition is one that is there, or was a moment ago.
type condition struct {
	energy.Event           // as it began
	told         bool      // that it has begun
	since        time.Time // of this spell, or the one before
	left         time.Time // since when it is away; zero: it is there
}

// happen takes in what happened once.
func (c *conditions) happen(e energy.Event) {
	if len(c.once) == maxOnce {
		c.held++
		return
	}
	c.once = append(c.once, e)
}

// see takes in what a pass at now found, and returns what is to be told of it, nil for
// nothing.
func (c *conditions) see(found []trouble, now time.Time) *energy.News {
	c.earn(now)
	for i := range found {
		c.find(&found[i], now)
	}
	for i := range c.list {
		if x := &c.list[i]; x.left.IsZero() && !slices.ContainsFunc(found, x.is) {
			x.left = now
		}
	}
	edges := c.begun(now)
	edges = c.ended(edges, now)
	for len(c.once) > 0 && c.spend() {
		edges, c.once = append(edges, c.once[0]), c.once[1:]
	}
	if edges == nil {
		return nil
	}
	return &energy.News{Edges: edges, Standing: c.standing(), Held: c.held}
}

// whole is what stands, for who has heard nothing yet.
func (c *conditions) whole() *energy.News {
	return &energy.News{Standing: c.standing(), Held: c.held}
}

func (c *conditions) standing() []energy.Event {
	var out []energy.Event
	for i := range c.list {
		if c.list[i].told {
			out = append(out, c.list[i].Event)
		}
	}
	return out
}

func (x *condition) is(t trouble) bool { return x.Kind == t.kind && x.Device == t.device }

// sure tells whether it is there, and was for long or often enough to be told.
func (x *condition) sure(now time.Time) bool {
	return x.left.IsZero() && (now.Sub(x.since) >= sure || x.Missed+1 >= often)
}

func (c *conditions) find(t *trouble, now time.Time) {
	i := slices.IndexFunc(c.list, func(x condition) bool { return x.is(*t) })
	if i < 0 {
		c.list = append(c.list, condition{Event: energy.Event{Kind: t.kind, Device: t.device, At: now}, since: now})
		i = len(c.list) - 1
	}
	x := &c.list[i]
	if x.Severity, x.Text = t.severity, t.text; !x.left.IsZero() {
		x.left, x.since = time.Time{}, now
		x.Missed++
	}
}

// begun returns those that are sure to have begun. One that stayed away before that is
// forgotten, and each of its spells is counted.
func (c *conditions) begun(now time.Time) (edges []energy.Event) {
	c.list = slices.DeleteFunc(c.list, func(x condition) bool {
		if x.told || x.left.IsZero() || now.Sub(x.left) < over {
			return false
		}
		c.held += 1 + uint64(x.Missed)
		return true
	})
	for i := range c.list {
		if x := &c.list[i]; !x.told && x.sure(now) && c.spend() {
			x.told = true
			edges = append(edges, x.Event)
		}
	}
	return edges
}

// ended returns edges with those that are over.
func (c *conditions) ended(edges []energy.Event, now time.Time) []energy.Event {
	c.list = slices.DeleteFunc(c.list, func(x condition) bool {
		if x.left.IsZero() || now.Sub(x.left) < over || !c.spend() {
			return false
		}
		x.At, x.Ended = x.left, true
		edges = append(edges, x.Event)
		return true
	})
	return edges
}

func (c *conditions) earn(now time.Time) {
	if c.at.IsZero() {
		c.spare, c.at = edgeBurst, now
	}
	c.spare = min(edgeBurst, c.spare+float64(max(0, now.Sub(c.at)))/float64(edgeEach))
	c.at = now
}

func (c *conditions) spend() bool {
	if c.spare < 1 {
		return false
	}
	c.spare--
	return true
}
