package fleet

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// AddPlant adds a plant. Adding one again changes nothing. A plant that is not
// a name is refused as Invalid.
func (r *Registry) AddPlant(ctx context.Context, plant energy.PlantID, at time.Time) error {
	if _, err := energy.ParsePlantID(string(plant)); err != nil {
		return &fault.Error{Op: "add plant", Kind: fault.Invalid, Subject: string(plant), Err: err}
	}
	do := func(tx *sql.Tx) error {
		return changed(tx.ExecContext(ctx, `INSERT INTO plant (id, added) VALUES ($1, $2) ON CONFLICT DO NOTHING`, plant, at.UnixMilli()))
	}
	return r.commit(ctx, Change{At: at, Kind: "plant_added", Subject: string(plant)}, do, func() {})
}

// Plants returns all plants by name.
func (r *Registry) Plants(ctx context.Context) ([]energy.PlantID, error) {
	return list(ctx, r.db, scanID[energy.PlantID], `SELECT id FROM plant ORDER BY id`)
}

// Target is what a plant was told to do: power in W at the grid, generator
// reference (positive delivers), from Issued until Until.
type Target struct {
	Power  energy.Watts
	Issued time.Time
	Until  time.Time
}

// SetTarget replaces the plant's target. It fails as Invalid for a power that
// is not finite or an end that is not after the start, as NotFound for an
// unknown plant, and as Stale if a target issued later is there.
func (r *Registry) SetTarget(ctx context.Context, plant energy.PlantID, target Target) error {
	if !energy.IsFinite(target.Power) || !target.Until.After(target.Issued) {
		return &fault.Error{
			Op: "set target", Kind: fault.Invalid, Subject: string(plant),
			Hint: "want a finite power in W and an end after the time of issue",
		}
	}
	do := func(tx *sql.Tx) error {
		if err := mustExist(ctx, tx, "plant", string(plant)); err != nil {
			return err
		}
		err := changed(tx.ExecContext(ctx, `
			INSERT INTO target (plant, power_w, issued, expires) VALUES ($1, $2, $3, $4)
			ON CONFLICT (plant) DO UPDATE SET power_w = excluded.power_w, issued = excluded.issued, expires = excluded.expires
			WHERE excluded.issued >= target.issued`,
			plant, float64(target.Power), target.Issued.UnixMilli(), target.Until.UnixMilli()))
		if errors.Is(err, errSame) {
			return &fault.Error{
				Op: "set target", Kind: fault.Stale, Subject: string(plant),
				Err: errors.New("a target issued later is in force"), Hint: "read the target, then decide again",
			}
		}
		return err
	}
	return r.commit(ctx, Change{At: target.Issued, Kind: "target_set", Subject: string(plant)}, do, func() {})
}

// Target returns the plant's newest target, which may have ended. It fails as
// NotFound if none was ever set.
func (r *Registry) Target(ctx context.Context, plant energy.PlantID) (Target, error) {
	var power float64
	var issued, until int64
	row := r.db.QueryRowContext(ctx, `SELECT power_w, issued, expires FROM target WHERE plant = $1`, plant)
	switch err := row.Scan(&power, &issued, &until); {
	case errors.Is(err, sql.ErrNoRows):
		return Target{}, &fault.Error{Op: "read target", Kind: fault.NotFound, Subject: string(plant), Err: errors.New("no target was set")}
	case err != nil:
		return Target{}, &fault.Error{Op: "read target", Subject: string(plant), Err: err}
	}
	return Target{Power: energy.Watts(power), Issued: time.UnixMilli(issued), Until: time.UnixMilli(until)}, nil
}

// mustExist fails as NotFound if table, which has an id, lacks it.
func mustExist(ctx context.Context, tx *sql.Tx, table, id string) error {
	var one int
	err := tx.QueryRowContext(ctx, `SELECT 1 FROM `+table+` WHERE id = $1`, id).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return &fault.Error{Op: "find " + table, Kind: fault.NotFound, Subject: id, Hint: "add the " + table + " first"}
	}
	return err
}

func scanID[T ~string](rows *sql.Rows) (id T, err error) {
	err = rows.Scan(&id)
	return id, err
}
