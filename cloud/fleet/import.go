package fleet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Imported counts what an import did.
type Imported struct {
	Rows    int // read
	Changed int // written; the others were so already
}

// BadRows are the rows for which an import was refused, all of them, by line.
type BadRows struct{ Flaws []sheet.Flaw }

// Error returns the first of them, and how many more there are.
func (b *BadRows) Error() string {
	if more := len(b.Flaws) - 1; more > 0 {
		return fmt.Sprintf("%v; and %d more", b.Flaws[0], more)
	}
	return b.Flaws[0].Error()
}

// Import makes of the registry what the rows of a file say, in one transaction,
// or fails as Invalid with BadRows and changes nothing. A row adds what is not
// there or, of what began at the same time, takes the place; what the file does
// not speak of stays. What a row leaves out of when a site or group was added,
// or a fact was stated, is now.
func (r *Registry) Import(ctx context.Context, format sheet.Format, file io.Reader, now time.Time) (Imported, error) {
	p := newPlan(now.Truncate(time.Millisecond))
	read := sheet.ReadCSV
	if format == sheet.JSON {
		read = sheet.ReadJSON
	}
	if err := read(file, p.take, p.bad); err != nil {
		return Imported{}, &fault.Error{Op: "read file", Kind: fault.Invalid, Err: err}
	}
	var w writes
	done := Imported{Rows: p.rows}
	do := func(tx *store.Tx) ([]Change, error) {
		k, err := p.read(ctx, tx)
		if err != nil {
			return nil, err
		}
		if w = p.check(&k); len(p.flaws) > 0 {
			return nil, p.refusal()
		}
		changes := w.changes(p.now)
		if done.Changed = len(changes); len(changes) == 0 {
			return nil, errSame
		}
		return changes, w.write(ctx, tx)
	}
	if err := r.commitAll(ctx, "import", "", do, func() { w.remember(&r.index) }); err != nil {
		return Imported{}, err
	}
	if done.Changed >= many {
		_ = r.store.Grown(ctx) // the database does so by itself, only later
	}
	return done, nil
}

// many is how many rows an import changes for the database to be told.
const many = 10_000

func (p *plan) refusal() error {
	slices.SortStableFunc(p.flaws, func(a, b sheet.Flaw) int { return a.Line - b.Line })
	rows := map[int]bool{}
	for _, f := range p.flaws {
		rows[f.Line] = true
	}
	return &fault.Error{Op: "import", Kind: fault.Invalid, Subject: fmt.Sprintf("%d bad rows", len(rows)),
		Err: &BadRows{p.flaws}, Hint: "nothing was imported: correct them, then import the file again"}
}

// changes returns a line of the outbox for each row that is written.
func (w *writes) changes(now time.Time) []Change {
	all := make([]Change, 0, len(w.sites)+len(w.groups)+len(w.members)+len(w.parts)+len(w.devices)+len(w.limits)+len(w.facts)+len(w.people))
	tell := func(kind string, subject ...string) {
		all = append(all, Change{At: now, Kind: kind, Subject: strings.Join(subject, "/")})
	}
	spans := func(begun, ended string, rows []held) {
		for i := range rows {
			kind := begun
			if rows[i].to != forever {
				kind = ended
			}
			tell(kind, rows[i].a, rows[i].b)
		}
	}
	for _, s := range w.sites {
		tell("site_added", string(s.ID))
	}
	for _, g := range w.groups {
		tell("group_added", string(g.ID))
	}
	spans("group_joined", "group_left", w.members)
	spans("group_nested", "group_unnested", w.parts)
	spans("device_fitted", "device_removed", w.devices)
	spans("limit_set", "limit_ended", w.limits)
	for _, f := range w.facts {
		tell("fact_stated", f.key.site, f.key.device)
	}
	for _, one := range w.people {
		tell("person_set", string(one.site))
	}
	return all
}

func (w *writes) remember(x *index) {
	for _, g := range w.groups {
		x.addGroup(g.ID, g.Kind)
	}
	for i := range w.members {
		m := &w.members[i]
		x.member(GroupID(m.a), energy.SiteID(m.b), m.span())
	}
}

// FlawsOf returns the flaws that an import was refused for.
func FlawsOf(err error) []sheet.Flaw {
	if bad := (*BadRows)(nil); errors.As(err, &bad) {
		return bad.Flaws
	}
	return nil
}
