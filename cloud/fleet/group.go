package fleet

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// AddGroup adds a group. Adding one again changes nothing. It fails as Invalid
// for what is no name or no kind, and as Conflict where the id is that of a
// group of another kind.
func (r *Registry) AddGroup(ctx context.Context, id asset.GroupID, kind asset.Kind, at time.Time) error {
	_, err := asset.ParseGroupID(string(id))
	_, err2 := asset.ParseKind(string(kind))
	if err := errors.Join(err, err2); err != nil {
		return &fault.Error{Op: "add group", Kind: fault.Invalid, Subject: string(id), Err: err}
	}
	do := func(tx *store.Tx) error {
		var held asset.Kind
		err := tx.QueryRowContext(ctx, `SELECT kind FROM fleet_group WHERE id = $1`, string(id)).Scan(&held)
		switch {
		case err == nil && held == kind:
			return errSame
		case err == nil:
			return &fault.Error{Op: "add group", Kind: fault.Conflict, Subject: string(id), Err: fmt.Errorf("it is a %s already", held), Hint: "choose another id"}
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO fleet_group (id, kind, added) VALUES ($1, $2, $3)`, string(id), string(kind), at.UnixMilli())
		return err
	}
	added := asset.Group{ID: id, Kind: kind, Added: time.UnixMilli(at.UnixMilli())}
	return r.commit(ctx, Change{At: at, Kind: GroupAdded, Subject: string(id)}, do, r.learn(func(x *roster) { x.addGroup(added) }))
}

// AddPlant adds a plant, as AddGroup does.
func (r *Registry) AddPlant(ctx context.Context, plant energy.PlantID, at time.Time) error {
	return r.AddGroup(ctx, asset.GroupID(plant), asset.Plant, at)
}

// Plants returns all plants by name.
func (r *Registry) Plants(ctx context.Context) ([]energy.PlantID, error) {
	ids, err := list(ctx, r.store.Reads(), scanID[energy.PlantID], `SELECT id FROM fleet_group WHERE kind = $1`, string(asset.Plant))
	slices.Sort(ids) // not by the database: each has its own order of letters
	return ids, err
}

// Groups returns all groups by name.
func (r *Registry) Groups(ctx context.Context) ([]asset.Group, error) {
	groups, err := list(ctx, r.store.Reads(), scanGroup, `SELECT id, kind, added FROM fleet_group`)
	slices.SortFunc(groups, func(a, b asset.Group) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return groups, err
}

// Group returns one group, or fails as NotFound.
func (r *Registry) Group(ctx context.Context, id asset.GroupID) (asset.Group, error) {
	found, err := list(ctx, r.store.Reads(), scanGroup, `SELECT id, kind, added FROM fleet_group WHERE id = $1`, string(id))
	if err == nil && len(found) == 0 {
		err = &fault.Error{Op: "find group", Kind: fault.NotFound, Subject: string(id), Hint: "hearthctl fleet list shows the groups"}
	}
	if err != nil {
		return asset.Group{}, err
	}
	return found[0], nil
}

func scanGroup(rows *sql.Rows) (g asset.Group, err error) {
	var added int64
	err = rows.Scan(&g.ID, &g.Kind, &added)
	g.Added = time.UnixMilli(added)
	return g, err
}

func scanID[T ~string](rows *sql.Rows) (id T, err error) {
	err = rows.Scan(&id)
	return id, err
}

// rower is a database or a transaction that answers with at most one row.
type rower interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// mustExist fails as NotFound if the table of what lacks id.
func mustExist(ctx context.Context, tx rower, what, id string) error {
	query := map[string]string{
		"site":  `SELECT 1 FROM site WHERE id = $1`,
		"group": `SELECT 1 FROM fleet_group WHERE id = $1`,
		"plant": `SELECT 1 FROM fleet_group WHERE id = $1 AND kind = 'plant'`,
	}[what]
	var one int
	err := tx.QueryRowContext(ctx, query, id).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return &fault.Error{Op: "find " + what, Kind: fault.NotFound, Subject: id, Hint: "add the " + what + " first"}
	}
	return err
}
