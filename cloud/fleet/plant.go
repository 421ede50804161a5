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
