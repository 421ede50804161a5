package fleet

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Target is what a plant was told to do from Issued until Until. A plant's power
// is the battery power of its homes together, positive discharges. Capacity is
// the magnitude it was assigned, 0 for none.
type Target struct {
	Power    energy.Watts
	Capacity energy.Watts
	Issued   time.Time
	Until    time.Time
}

// SetTarget replaces the plant's target. It fails as Invalid for a power that
// is not finite, a capacity that is not or is below 0, or an end that is not
// after the start, as NotFound for an unknown plant, and as Stale if a target
// issued later is there.
func (r *Registry) SetTarget(ctx context.Context, plant energy.PlantID, target Target) error {
	if !energy.IsFinite(target.Power) || !energy.IsFinite(target.Capacity) || target.Capacity < 0 || !target.Until.After(target.Issued) {
		return &fault.Error{
			Op: "set target", Kind: fault.Invalid, Subject: string(plant),
			Hint: "want a finite power in W, a capacity in W that is not below 0, and an end after the time of issue",
		}
	}
	do := func(tx *store.Tx) error {
		if err := mustExist(ctx, tx, "plant", string(plant)); err != nil {
			return err
		}
		err := changed(tx.ExecContext(ctx, `
			INSERT INTO plant_target (plant, power_w, capacity_w, issued, expires) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (plant) DO UPDATE SET power_w = excluded.power_w, capacity_w = excluded.capacity_w, issued = excluded.issued, expires = excluded.expires
			WHERE excluded.issued >= plant_target.issued`,
			string(plant), float64(target.Power), sql.NullFloat64{Float64: float64(target.Capacity), Valid: target.Capacity > 0}, target.Issued.UnixMilli(), target.Until.UnixMilli()))
		if errors.Is(err, errSame) {
			return &fault.Error{
				Op: "set target", Kind: fault.Stale, Subject: string(plant),
				Err: errors.New("a target issued later is in force"), Hint: "read the target, then decide again",
			}
		}
		return err
	}
	return r.commit(ctx, Change{At: target.Issued, Kind: TargetSet, Subject: string(plant)}, do, func() {})
}

// ClearTarget takes the plant's target away. One that has none stays so. It
// fails as NotFound for an unknown plant.
func (r *Registry) ClearTarget(ctx context.Context, plant energy.PlantID, at time.Time) error {
	do := func(tx *store.Tx) error {
		if err := mustExist(ctx, tx, "plant", string(plant)); err != nil {
			return err
		}
		return changed(tx.ExecContext(ctx, `DELETE FROM plant_target WHERE plant = $1`, string(plant)))
	}
	return r.commit(ctx, Change{At: at, Kind: TargetCleared, Subject: string(plant)}, do, func() {})
}

// Target returns the plant's newest target, which may have ended. It fails as
// NotFound if there is none.
func (r *Registry) Target(ctx context.Context, plant energy.PlantID) (Target, error) {
	var power float64
	var capacity sql.NullFloat64
	var issued, until int64
	row := r.store.Reads().QueryRowContext(ctx, `SELECT power_w, capacity_w, issued, expires FROM plant_target WHERE plant = $1`, string(plant))
	switch err := row.Scan(&power, &capacity, &issued, &until); {
	case errors.Is(err, sql.ErrNoRows):
		return Target{}, &fault.Error{Op: "read target", Kind: fault.NotFound, Subject: string(plant), Err: errors.New("no target is set")}
	case err != nil:
		return Target{}, store.Fault("read target", string(plant), err)
	}
	return Target{
		Power: energy.Watts(power), Capacity: energy.Watts(capacity.Float64), // 0 where null
		Issued: time.UnixMilli(issued), Until: time.UnixMilli(until),
	}, nil
}
