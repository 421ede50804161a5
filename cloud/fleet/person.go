package fleet

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Person is who to speak to about a home. It is kept in a table of its own and
// never printed by accident: in a log or an error it shows as "person".
type Person struct {
	Name    string
	Email   string
	Phone   string
	Address string
}

// String returns "person".
func (Person) String() string { return "person" }

// GoString returns "person".
func (Person) GoString() string { return "person" }

// MarshalJSON returns "person": a logger writes lists as JSON.
func (Person) MarshalJSON() ([]byte, error) { return []byte(`"person"`), nil }

// LogValue returns "person".
func (Person) LogValue() slog.Value { return slog.StringValue("person") }

// details are what is told of a person, by the name of each.
func (p *Person) details() map[string]*string {
	return map[string]*string{"name": &p.Name, "email": &p.Email, "phone": &p.Phone, "address": &p.Address}
}

// SetPerson keeps p as the person of site, in the place of one that is there. It
// fails as Invalid for what is not of one line, and as NotFound for an unknown
// site. The outbox names the site only.
func (r *Registry) SetPerson(ctx context.Context, site energy.SiteID, p Person, at time.Time) error {
	for name, text := range p.details() {
		if err := asset.Plain(*text); *text != "" && err != nil {
			return &fault.Error{Op: "set person", Kind: fault.Invalid, Subject: string(site), Err: fmt.Errorf("%s: %w", name, err)}
		}
	}
	do := func(tx *store.Tx) error {
		if err := mustExist(ctx, tx, "site", string(site)); err != nil {
			return err
		}
		return store.Write(ctx, tx, personTable, []resident{{site, p}})
	}
	return r.commit(ctx, Change{At: at, Kind: PersonSet, Subject: string(site)}, do, func() {})
}

// Person returns the person of site, or fails as NotFound.
func (r *Registry) Person(ctx context.Context, site energy.SiteID) (Person, error) {
	found, err := list(ctx, r.store.Reads(), scanPerson, people+` WHERE site = $1`, string(site))
	if err == nil && len(found) == 0 {
		err = &fault.Error{Op: "find person", Kind: fault.NotFound, Subject: string(site), Err: errors.New("none is kept")}
	}
	if err != nil {
		return Person{}, err
	}
	return found[0].person, nil
}

// ForgetPerson deletes the person of site, and nothing else, from the registry
// and from its files, of which it makes sure also where ctx ends meanwhile or it was
// deleted before. It fails as NotFound if none is kept, and as Busy while somebody
// still reads the files as they were: then it has to be asked again.
func (r *Registry) ForgetPerson(ctx context.Context, site energy.SiteID, at time.Time) error {
	do := func(tx *store.Tx) error {
		err := changed(tx.ExecContext(ctx, `DELETE FROM person WHERE site = $1`, string(site)))
		if errors.Is(err, errSame) {
			return &fault.Error{Op: "forget person", Kind: fault.NotFound, Subject: string(site), Err: errors.New("none is kept")}
		}
		return err
	}
	forgotten := r.commit(ctx, Change{At: at, Kind: PersonForgotten, Subject: string(site)}, do, func() {})
	if forgotten != nil && fault.KindOf(forgotten) != fault.NotFound {
		return forgotten
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), scrubWait)
	defer cancel()
	if err := r.store.Scrub(ctx); err != nil {
		return store.Fault("forget person", string(site), err)
	}
	return forgotten
}

// scrubWait bounds how long the files are waited for.
const scrubWait = 10 * time.Second

// resident is a person and their home.
type resident struct {
	site   energy.SiteID
	person Person
}

const people = `SELECT site, name, email, phone, address FROM person`

var personTable = store.Table[resident]{
	Name: "person", Columns: []string{"site", "name", "email", "phone", "address"}, Key: 1,
	Row: func(v []any, r resident) []any {
		return append(v, string(r.site), r.person.Name, r.person.Email, r.person.Phone, r.person.Address)
	},
}

func scanPerson(rows *sql.Rows) (r resident, err error) {
	err = rows.Scan(&r.site, &r.person.Name, &r.person.Email, &r.person.Phone, &r.person.Address)
	return r, err
}
