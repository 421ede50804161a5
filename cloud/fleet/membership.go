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

// holding is the condition of a row that holds at a time, its parameter $1.
const holding = `valid_from <= $1 AND (valid_to IS NULL OR $1 < valid_to)`

// Join makes site a member of group from at on. A member that joins again stays
// one, unchanged. It fails as NotFound if either is unknown, and as Conflict
// where a membership is written that ends, or begins, after at.
func (r *Registry) Join(ctx context.Context, group asset.GroupID, site energy.SiteID, at time.Time) error {
	at = at.Truncate(time.Millisecond)
	subject := string(group) + "/" + string(site)
	h := held{a: string(group), b: string(site), from: at.UnixMilli(), to: asset.Forever}
	do := func(tx *store.Tx) error {
		if err := errors.Join(mustExist(ctx, tx, "group", string(group)), mustExist(ctx, tx, "site", string(site))); err != nil {
			return err
		}
		spans, err := list(ctx, tx, scanSpan, `SELECT valid_from, valid_to FROM member WHERE group_id = $1 AND site = $2`, string(group), string(site))
		if err != nil {
			return err
		}
		if err := admits(spans, at); err != nil {
			return conflict("join group", subject, err)
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO member (group_id, site, valid_from) VALUES ($1, $2, $3)`, string(group), string(site), at.UnixMilli())
		return err
	}
	return r.commit(ctx, Change{At: at, Kind: GroupJoined, Subject: subject}, do, r.learn(func(x *roster) { x.join(&h) }))
}

// admits fails where a span that begins at at and does not end would meet one of
// spans: as errSame if it is in that already.
func admits(spans []asset.Span, at time.Time) error {
	for _, s := range spans {
		switch {
		case s.Open() && s.Holds(at):
			return errSame
		case s.Open() || at.Before(s.To):
			return fmt.Errorf("it is written %v", s)
		}
	}
	return nil
}

func conflict(op, subject string, err error) error {
	if errors.Is(err, errSame) {
		return err
	}
	return &fault.Error{Op: op, Kind: fault.Conflict, Subject: subject, Err: err, Hint: "begin after that ends, or import a corrected end"}
}

// Leave ends the membership of site in group at at. It fails as NotFound if none
// is open, and as Invalid if it began only at or after at.
func (r *Registry) Leave(ctx context.Context, group asset.GroupID, site energy.SiteID, at time.Time) error {
	at = at.Truncate(time.Millisecond)
	subject := string(group) + "/" + string(site)
	h := held{a: string(group), b: string(site), to: at.UnixMilli()}
	do := func(tx *store.Tx) error {
		const query = `SELECT valid_from, valid_to FROM member WHERE group_id = $1 AND site = $2 AND valid_to IS NULL`
		spans, err := list(ctx, tx, scanSpan, query, string(group), string(site))
		if err != nil {
			return err
		}
		if len(spans) == 0 {
			return &fault.Error{Op: "leave group", Kind: fault.NotFound, Subject: subject, Err: errors.New("not a member itself"),
				Hint: "hearthctl fleet show " + string(site) + " tells the groups it is in"}
		}
		if h.from = spans[0].From.UnixMilli(); !at.After(spans[0].From) {
			return &fault.Error{
				Op: "leave group", Kind: fault.Invalid, Subject: subject,
				Err: errors.New("it joined only at " + asset.Stamp(spans[0].From)), Hint: "leave after that",
			}
		}
		const update = `UPDATE member SET valid_to = $1 WHERE group_id = $2 AND site = $3 AND valid_to IS NULL`
		_, err = tx.ExecContext(ctx, update, at.UnixMilli(), string(group), string(site))
		return err
	}
	return r.commit(ctx, Change{At: at, Kind: GroupLeft, Subject: subject}, do, r.learn(func(x *roster) { x.join(&h) }))
}

// Members returns the sites that belong to group itself at at, by name.
func (r *Registry) Members(ctx context.Context, group asset.GroupID, at time.Time) ([]energy.SiteID, error) {
	ids, err := list(ctx, r.store.Reads(), scanID[energy.SiteID], `SELECT site FROM member WHERE group_id = $2 AND `+holding, at.UnixMilli(), string(group))
	slices.Sort(ids)
	return ids, err
}

// Below returns the sites that belong at at to group or to any group in it,
// each once, by name: for a plant, the homes it dispatches.
func (r *Registry) Below(ctx context.Context, group asset.GroupID, at time.Time) ([]energy.SiteID, error) {
	ids, err := list(ctx, r.store.Reads(), scanID[energy.SiteID], `
		WITH RECURSIVE inside (id) AS (
			SELECT CAST($2 AS TEXT) UNION
			SELECT part.child FROM part JOIN inside ON part.parent = inside.id WHERE `+holding+`)
		SELECT DISTINCT site FROM member WHERE group_id IN (SELECT id FROM inside) AND `+holding, at.UnixMilli(), string(group))
	slices.Sort(ids)
	return ids, err
}

// Belonging is a group that something belongs to, and since when.
type Belonging struct {
	Group asset.Group
	Span  asset.Span
}

// GroupsOf returns the groups that site itself belongs to at at, by name.
func (r *Registry) GroupsOf(ctx context.Context, site energy.SiteID, at time.Time) ([]Belonging, error) {
	found, err := list(ctx, r.store.Reads(), scanBelonging, `
		SELECT id, kind, added, valid_from, valid_to FROM member JOIN fleet_group ON fleet_group.id = member.group_id
		WHERE site = $2 AND `+holding, at.UnixMilli(), string(site))
	slices.SortFunc(found, func(a, b Belonging) int { return strings.Compare(string(a.Group.ID), string(b.Group.ID)) })
	return found, err
}

func scanBelonging(rows *sql.Rows) (b Belonging, err error) {
	var added, from int64
	var to *int64
	err = rows.Scan(&b.Group.ID, &b.Group.Kind, &added, &from, &to)
	b.Group.Added, b.Span = time.UnixMilli(added), asset.SpanOf(from, to)
	return b, err
}

func scanSpan(rows *sql.Rows) (asset.Span, error) {
	var from int64
	var to *int64
	err := rows.Scan(&from, &to)
	return asset.SpanOf(from, to), err
}
