package fleet

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// FactName is what a fact tells of a device.
type FactName string

// The facts of a device. A rating is a magnitude above 0.
const (
	MakerName       FactName = "maker"
	ModelName       FactName = "model"
	SerialNumber    FactName = "serial"
	FirmwareVersion FactName = "firmware"
	RatedPower      FactName = "rated_power_w"
	RatedCharge     FactName = "rated_charge_w"
	RatedDischarge  FactName = "rated_discharge_w"
	RatedCapacity   FactName = "rated_capacity_wh"
	RatedCurrent    FactName = "rated_current_a"
)

// The bounds of a fact.
const (
	longestText = 200 // bytes of a text or of a source's name
	mostRating  = 1e9
)

// FactNames returns the facts there are.
func FactNames() []FactName {
	return []FactName{MakerName, ModelName, SerialNumber, FirmwareVersion, RatedPower, RatedCharge, RatedDischarge, RatedCapacity, RatedCurrent}
}

// IsRating tells whether the fact is a number that what a device may do rests on.
func (n FactName) IsRating() bool { return strings.HasPrefix(string(n), "rated_") }

// Fact is what one source says of a device.
type Fact struct {
	Name   FactName
	Value  string
	Source string // "nameplate", "installer", "gateway", ...
	Stated time.Time
}

// Check fails where the fact cannot be one: the name of the column, and why.
func (f Fact) Check() (column string, err error) {
	if _, err := oneOf("fact", string(f.Name), FactNames()); err != nil {
		return "name", err
	}
	if err := plain(f.Source); err != nil {
		return "source", err
	}
	if !f.Name.IsRating() {
		return "value", plain(f.Value)
	}
	if v, err := strconv.ParseFloat(f.Value, 64); err != nil || !(v > 0 && v <= mostRating) || math.IsInf(v, 0) {
		return "value", fmt.Errorf("want a number above 0 and at most %g", mostRating)
	}
	return "", nil
}

// plain fails for text that is empty, long, or not of one line.
func plain(s string) error {
	if s == "" || len(s) > longestText || strings.TrimSpace(s) != s || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\uFFFD' }) {
		return fmt.Errorf("want one line of 1 to %d bytes", longestText)
	}
	return nil
}

// State records what a source says of the device that is fitted now. What the
// same source said before gives way to it; what others say stands beside it.
// It fails as Invalid for what cannot be a fact, as NotFound if no such device
// is fitted, and as Stale if the source has said something later.
func (r *Registry) State(ctx context.Context, site energy.SiteID, id energy.DeviceID, f Fact) error {
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
	fact   Fact
}

func scanStatement(rows *sql.Rows) (s statement, err error) {
	var stated int64
	err = rows.Scan(&s.device, &s.fitted, &s.fact.Name, &s.fact.Source, &s.fact.Value, &stated)
	s.fact.Stated = time.UnixMilli(stated)
	return s, err
}
