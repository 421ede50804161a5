package fleet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
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
// or a fact was stated, is now. Other writes wait only while what was checked is
// put in its place.
func (r *Registry) Import(ctx context.Context, format sheet.Format, file io.Reader, now time.Time) (Imported, error) {
	p := newPlan(now.Truncate(time.Millisecond))
	read := sheet.ReadCSV
	if format == sheet.JSON {
		read = sheet.ReadJSON
	}
	if err := read(file, p.take, p.bad); err != nil {
		return Imported{}, &fault.Error{Op: "read file", Kind: fault.Invalid, Err: err}
	}
	changed, err := r.takeIn(ctx, p)
	if err != nil {
		return Imported{}, err
	}
	if changed >= many {
		_ = r.store.Grown(ctx) // the database does so by itself, only later
	}
	return Imported{Rows: p.rows, Changed: changed}, nil
}

// many is how many rows an import changes for them to be put down before others
// have to wait, for the outbox to say so in one line, and for the database to be
// told.
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

// changes returns a line of the outbox for each row that is written, or one for
// many.
func (w *writes) changes(now time.Time) []Change {
	if n := w.count(); n >= many {
		return []Change{{At: now, Kind: FleetImported, Subject: fmt.Sprintf("%d rows", n)}}
	}
	all := make([]Change, 0, w.count())
	tell := func(kind ChangeKind, subject ...string) {
		all = append(all, Change{At: now, Kind: kind, Subject: strings.Join(subject, "/")})
	}
	spans := func(begun, ended ChangeKind, rows []held) {
		for i := range rows {
			kind := begun
			if rows[i].to != asset.Forever {
				kind = ended
			}
			tell(kind, rows[i].a, rows[i].b)
		}
	}
	for _, s := range w.sites {
		tell(SiteAdded, string(s.ID))
	}
	for _, g := range w.groups {
		tell(GroupAdded, string(g.ID))
	}
	spans(GroupJoined, GroupLeft, w.members)
	spans(GroupNested, GroupUnnested, w.parts)
	spans(DeviceFitted, DeviceRemoved, w.devices)
	spans(LimitSet, LimitEnded, w.limits)
	for _, f := range w.facts {
		tell(FactStated, f.key.site, f.key.device)
	}
	for _, one := range w.people {
		tell(PersonSet, string(one.site))
	}
	return all
}

func (w *writes) count() int {
	return len(w.sites) + len(w.groups) + len(w.members) + len(w.parts) + len(w.devices) + len(w.limits) + len(w.facts) + len(w.people)
}

func (w *writes) learn(x *roster) {
	for _, g := range w.groups {
		x.addGroup(g)
	}
	for _, s := range w.sites {
		x.addHome(s.ID)
	}
	for i := range w.parts {
		x.nest(&w.parts[i])
	}
	for i := range w.members {
		x.join(&w.members[i])
	}
}

// FlawsOf returns the flaws that an import was refused for.
func FlawsOf(err error) []sheet.Flaw {
	if bad := (*BadRows)(nil); errors.As(err, &bad) {
		return bad.Flaws
	}
	return nil
}
