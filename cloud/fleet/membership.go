package fleet

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Join makes site a member of plant from at on. A member that joins again
// stays one, unchanged. It fails as NotFound if either is unknown, and as
// Conflict if at lies before a membership that is already written.
func (r *Registry) Join(ctx context.Context, plant energy.PlantID, site energy.SiteID, at time.Time) error {
	at = at.Truncate(time.Millisecond)
	do := func(tx *sql.Tx) error {
		if err := errors.Join(mustExist(ctx, tx, "plant", string(plant)), mustExist(ctx, tx, "site", string(site))); err != nil {
			return err
		}
		switch last, ok := r.index.last(plant, site); {
		case ok && last.holds(at):
			return errSame
		case ok && at.Before(last.to()):
			return &fault.Error{
				Op: "join plant", Kind: fault.Conflict, Subject: string(plant) + "/" + string(site),
				Err: errors.New("a later membership is written"), Hint: "join after " + last.to().UTC().Format(time.RFC3339),
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO membership (plant, site, valid_from) VALUES ($1, $2, $3)`, plant, site, at.UnixMilli())
		return err
	}
	change := Change{At: at, Kind: "plant_joined", Subject: string(plant) + "/" + string(site)}
	return r.commit(ctx, change, do, func() { r.index.join(plant, site, at) })
}

// Leave ends the membership of site in plant at at. It fails as NotFound if
// none is open, and as Invalid if it began only at or after at.
func (r *Registry) Leave(ctx context.Context, plant energy.PlantID, site energy.SiteID, at time.Time) error {
	at = at.Truncate(time.Millisecond)
	subject := string(plant) + "/" + string(site)
	do := func(tx *sql.Tx) error {
		last, ok := r.index.last(plant, site)
		if !ok || last.ended {
			return &fault.Error{Op: "leave plant", Kind: fault.NotFound, Subject: subject, Err: errors.New("not a member")}
		}
		if !at.After(last.from) {
			return &fault.Error{
				Op: "leave plant", Kind: fault.Invalid, Subject: subject,
				Err: errors.New("it joined only at " + last.from.UTC().Format(time.RFC3339)), Hint: "leave after that",
			}
		}
		const update = `UPDATE membership SET valid_to = $1 WHERE plant = $2 AND site = $3 AND valid_to IS NULL`
		_, err := tx.ExecContext(ctx, update, at.UnixMilli(), plant, site)
		return err
	}
	return r.commit(ctx, Change{At: at, Kind: "plant_left", Subject: subject}, do, func() { r.index.leave(plant, site, at) })
}

// Members returns the sites that belong to plant at at, by name.
func (r *Registry) Members(ctx context.Context, plant energy.PlantID, at time.Time) ([]energy.SiteID, error) {
	const query = `SELECT site FROM membership
		WHERE plant = $1 AND valid_from <= $2 AND (valid_to IS NULL OR $2 < valid_to) ORDER BY site`
	return list(ctx, r.db, scanID[energy.SiteID], query, plant, at.UnixMilli())
}

// span is the time a relation holds, half open; until is set once ended.
type span struct {
	from  time.Time
	ended bool
	until time.Time
}

func (s span) holds(at time.Time) bool {
	return !at.Before(s.from) && (!s.ended || at.Before(s.until))
}

// to returns the first instant a new span may begin.
func (s span) to() time.Time {
	if s.ended {
		return s.until
	}
	return s.from
}
