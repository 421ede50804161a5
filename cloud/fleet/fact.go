package fleet

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// State records what a source says of the device that is fitted now. What the
// same source said before gives way to it; what others say stands beside it.
// It fails as Invalid for what cannot be a fact, as NotFound if no such device
// is fitted, and as Stale if the source has said something later.
func (r *Registry) State(ctx context.Context, site energy.SiteID, id energy.DeviceID, f asset.Fact) error {
	subject := string(site) + "/" + string(id)
	if column, err := f.Check(); err != nil {
		return &fault.Error{Op: "state fact", Kind: fault.Invalid, Subject: subject, Err: fmt.Errorf("%s: %w", column, err)}
	}
	do := func(tx *store.Tx) error {
		d, err := fitted(ctx, tx, site, id)
		if err != nil {
			return err
		}
		err = changed(tx.ExecContext(ctx, `
			INSERT INTO fact (site, device, valid_from, name, source, value, stated) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (site, device, valid_from, name, source) DO UPDATE SET value = excluded.value, stated = excluded.stated
			WHERE excluded.stated >= fact.stated`,
			string(site), string(id), d.Fitted.From.UnixMilli(), string(f.Name), f.Source, f.Value, f.Stated.UnixMilli()))
		if errors.Is(err, errSame) {
			return &fault.Error{Op: "state fact", Kind: fault.Stale, Subject: subject, Err: fmt.Errorf("%s has stated its %s later", f.Source, f.Name)}
		}
		return err
	}
	return r.commit(ctx, Change{At: f.Stated, Kind: FactStated, Subject: subject}, do, func() {})
}

// statement is a fact and the fitting that it is of.
type statement struct {
	device energy.DeviceID
	fitted int64
	fact   asset.Fact
}

func scanStatement(rows *sql.Rows) (s statement, err error) {
	var stated int64
	err = rows.Scan(&s.device, &s.fitted, &s.fact.Name, &s.fact.Source, &s.fact.Value, &stated)
	s.fact.Stated = time.UnixMilli(stated)
	return s, err
}
