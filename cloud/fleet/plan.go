package fleet

import (
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// held is a row with a span: whom it is of, what it says, how long it holds, and
// the line it stands on, 0 for one that is in the registry already.
//
//	member: a group, b site          part: a parent, b child
//	device: a site, b id, said kind  limit: a node's kind, b node, c name, said value
type held struct {
	a, b, c  string
	said     string
	from, to int64
	line     int
	replaces bool // one that is in the registry
}

// plan is what a file wants of the registry, as far as it can be said without
// looking at what is there.
type plan struct {
	now     time.Time
	rows    int
	sites   map[energy.SiteID]entry
	groups  map[asset.GroupID]entry
	members []held
	parts   []held
	devices []held
	limits  []held
	facts   map[factKey]told
	people  map[energy.SiteID]*spoken
	flaws   []sheet.Flaw
}

// entry is a site or a group, with its line.
type entry struct {
	kind  asset.Kind
	added int64
	line  int
}

type factKey struct {
	site, device string
	fitted       int64
	name         asset.FactName
	source       string
}

type told struct {
	value  string
	stated int64
	line   int
}

// spoken is what a file says of a person.
type spoken struct {
	person Person
	line   int
}

func newPlan(now time.Time) *plan {
	return &plan{
		now: now, sites: map[energy.SiteID]entry{}, groups: map[asset.GroupID]entry{},
		facts: map[factKey]told{}, people: map[energy.SiteID]*spoken{},
	}
}

func (p *plan) bad(f sheet.Flaw) { p.flaws = append(p.flaws, f) }
