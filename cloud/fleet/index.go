package fleet

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// index is what the registry knows by heart: certificates, and the last
// membership of each site in each plant. Readers never wait for the disk.
type index struct {
	mu           sync.RWMutex
	certificates map[Fingerprint]admission
	spans        map[relation]span
}

type admission struct {
	site    energy.SiteID
	revoked bool
}

type relation struct {
	plant energy.PlantID
	site  energy.SiteID
}

func newIndex() index {
	return index{certificates: map[Fingerprint]admission{}, spans: map[relation]span{}}
}

func (x *index) load(ctx context.Context, db *sql.DB) error {
	certificate := func(rows *sql.Rows) (struct{}, error) { return struct{}{}, x.scanCertificate(rows) }
	if _, err := list(ctx, db, certificate, `SELECT fingerprint, site, revoked_at IS NOT NULL FROM certificate`); err != nil {
		return err
	}
	member := func(rows *sql.Rows) (struct{}, error) { return struct{}{}, x.scanSpan(rows) }
	_, err := list(ctx, db, member, `SELECT plant, site, valid_from, valid_to FROM membership ORDER BY valid_from`)
	return err
}

func (x *index) scanCertificate(rows *sql.Rows) error {
	var text string
	var a admission
	if err := rows.Scan(&text, &a.site, &a.revoked); err != nil {
		return err
	}
	var print Fingerprint
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(print) {
		return fmt.Errorf("fingerprint %q: want %d bytes of hex", text, len(print))
	}
	copy(print[:], raw)
	x.certificates[print] = a
	return nil
}

func (x *index) scanSpan(rows *sql.Rows) error {
	var key relation
	var from int64
	var to sql.NullInt64
	if err := rows.Scan(&key.plant, &key.site, &from, &to); err != nil {
		return err
	}
	x.spans[key] = span{from: time.UnixMilli(from), ended: to.Valid, until: time.UnixMilli(to.Int64)}
	return nil
}

func (x *index) certificate(print Fingerprint) (admission, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	a, ok := x.certificates[print]
	return a, ok
}

func (x *index) certificatesOf(site energy.SiteID) []Fingerprint {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var prints []Fingerprint
	for print, a := range x.certificates {
		if a.site == site && !a.revoked {
			prints = append(prints, print)
		}
	}
	return prints
}

func (x *index) record(print Fingerprint, site energy.SiteID) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.certificates[print] = admission{site: site}
}

func (x *index) revoke(print Fingerprint) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.certificates[print] = admission{site: x.certificates[print].site, revoked: true}
}

func (x *index) last(plant energy.PlantID, site energy.SiteID) (span, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	s, ok := x.spans[relation{plant, site}]
	return s, ok
}

func (x *index) join(plant energy.PlantID, site energy.SiteID, at time.Time) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.spans[relation{plant, site}] = span{from: at}
}

func (x *index) leave(plant energy.PlantID, site energy.SiteID, at time.Time) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.spans[relation{plant, site}] = span{from: x.spans[relation{plant, site}].from, ended: true, until: at}
}
