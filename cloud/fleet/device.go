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

// Fit records that a device is at site from at on. The same one fitted again
// changes nothing. It fails as Invalid for what is no name or no kind, as
// NotFound for an unknown site, and as Conflict where a device of that id is
// there at or after at.
func (r *Registry) Fit(ctx context.Context, site energy.SiteID, id energy.DeviceID, kind asset.DeviceKind, at time.Time) error {
	at = at.Truncate(time.Millisecond)
	subject := string(site) + "/" + string(id)
	_, err := energy.ParseDeviceID(string(id))
	_, err2 := asset.ParseDeviceKind(string(kind))
	if err := errors.Join(err, err2); err != nil {
		return &fault.Error{Op: "fit device", Kind: fault.Invalid, Subject: subject, Err: err}
	}
	do := func(tx *store.Tx) error {
		if err := mustExist(ctx, tx, "site", string(site)); err != nil {
			return err
		}
		held, err := list(ctx, tx, scanDevice, `SELECT site, id, kind, valid_from, valid_to FROM device WHERE site = $1 AND id = $2`, string(site), string(id))
		if err != nil {
			return err
		}
		for _, d := range held {
			err := admits([]asset.Span{d.Fitted}, at)
			if errors.Is(err, errSame) && d.Kind != kind {
				err = fmt.Errorf("it is a %s %v", d.Kind, d.Fitted)
			}
			if err != nil {
				return conflict("fit device", subject, err)
			}
		}
		const insert = `INSERT INTO device (site, id, kind, valid_from) VALUES ($1, $2, $3, $4)`
		_, err = tx.ExecContext(ctx, insert, string(site), string(id), string(kind), at.UnixMilli())
		return err
	}
	return r.commit(ctx, Change{At: at, Kind: DeviceFitted, Subject: subject}, do, func() {})
}

// Remove records that a device is taken away at at. It fails as NotFound if none
// is there, and as Invalid if it was fitted only at or after at.
func (r *Registry) Remove(ctx context.Context, site energy.SiteID, id energy.DeviceID, at time.Time) error {
	at = at.Truncate(time.Millisecond)
	subject := string(site) + "/" + string(id)
	do := func(tx *store.Tx) error {
		d, err := fitted(ctx, tx, site, id)
		if err != nil {
			return err
		}
		if !at.After(d.Fitted.From) {
			return &fault.Error{Op: "remove device", Kind: fault.Invalid, Subject: subject, Err: errors.New("it is fitted only " + d.Fitted.String()), Hint: "remove it after that"}
		}
		const update = `UPDATE device SET valid_to = $1 WHERE site = $2 AND id = $3 AND valid_to IS NULL`
		_, err = tx.ExecContext(ctx, update, at.UnixMilli(), string(site), string(id))
		return err
	}
	return r.commit(ctx, Change{At: at, Kind: DeviceRemoved, Subject: subject}, do, func() {})
}

// fitted returns the device that has not been removed.
func fitted(ctx context.Context, from querier, site energy.SiteID, id energy.DeviceID) (asset.Device, error) {
	held, err := list(ctx, from, scanDevice, `SELECT site, id, kind, valid_from, valid_to FROM device WHERE site = $1 AND id = $2 AND valid_to IS NULL`, string(site), string(id))
	if err == nil && len(held) == 0 {
		err = &fault.Error{Op: "find device", Kind: fault.NotFound, Subject: string(site) + "/" + string(id), Hint: "fit it first: hearthctl fleet import"}
	}
	if err != nil {
		return asset.Device{}, err
	}
	return held[0], nil
}

// Devices returns the devices that are at site at at with what is known of them
// today, by name: a fact that came late is a fact of the whole fitting.
func (r *Registry) Devices(ctx context.Context, site energy.SiteID, at time.Time) ([]asset.Device, error) {
	devices, err := list(ctx, r.store.Reads(), scanDevice, `SELECT site, id, kind, valid_from, valid_to FROM device WHERE site = $2 AND `+holding, at.UnixMilli(), string(site))
	if err != nil {
		return nil, err
	}
	stated, err := list(ctx, r.store.Reads(), scanStatement, `SELECT device, valid_from, name, source, value, stated FROM fact WHERE site = $1`, string(site))
	if err != nil {
		return nil, err
	}
	for i := range devices {
		d := &devices[i]
		for _, s := range stated {
			if s.device == d.ID && s.fitted == d.Fitted.From.UnixMilli() {
				d.Facts = append(d.Facts, s.fact)
			}
		}
	}
	slices.SortFunc(devices, func(a, b asset.Device) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return devices, nil
}

func scanDevice(rows *sql.Rows) (d asset.Device, err error) {
	var from int64
	var to *int64
	err = rows.Scan(&d.Site, &d.ID, &d.Kind, &from, &to)
	d.Fitted = asset.SpanOf(from, to)
	return d, err
}
