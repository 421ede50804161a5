package fleet

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// index is what the registry knows by heart: certificates, and the memberships
// of each site in each plant. Readers never wait for the disk.
type index struct {
	mu           sync.RWMutex
	certificates map[Fingerprint]admission
	plants       map[GroupID]bool
	spans        map[relation][]Span // of plants only
}

type admission struct {
	site    energy.SiteID
	revoked bool
}

type relation struct {
	group GroupID
	site  energy.SiteID
}

func newIndex() index {
	return index{certificates: map[Fingerprint]admission{}, plants: map[GroupID]bool{}, spans: map[relation][]Span{}}
}

// load puts what the database has in the place of what was known.
func (x *index) load(ctx context.Context, db *sql.DB) error {
	read := newIndex()
	if err := each(ctx, db, read.scanCertificate, `SELECT fingerprint, site, revoked_at IS NOT NULL FROM certificate`); err != nil {
		return err
	}
	if err := each(ctx, db, read.scanPlant, `SELECT id FROM fleet_group WHERE kind = 'plant'`); err != nil {
		return err
	}
	const spans = `SELECT group_id, site, valid_from, valid_to FROM member WHERE group_id IN (SELECT id FROM fleet_group WHERE kind = 'plant')`
	if err := each(ctx, db, read.scanSpan, spans); err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.certificates, x.plants, x.spans = read.certificates, read.plants, read.spans
	return nil
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

func (x *index) scanPlant(rows *sql.Rows) error {
	id, err := scanID[GroupID](rows)
	x.plants[id] = true
	return err
}

func (x *index) scanSpan(rows *sql.Rows) error {
	var key relation
	var from int64
	var to *int64
	err := rows.Scan(&key.group, &key.site, &from, &to)
	x.spans[key] = append(x.spans[key], spanOf(from, to))
	return err
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

// hears tells whether a membership of site in plant holds at at.
func (x *index) hears(plant GroupID, site energy.SiteID, at time.Time) bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return slices.ContainsFunc(x.spans[relation{plant, site}], func(s Span) bool { return s.Holds(at) })
}

func (x *index) addGroup(id GroupID, kind Kind) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if kind == Plant {
		x.plants[id] = true
	}
}

// member takes a membership in, in the place of one that began at the same time.
func (x *index) member(group GroupID, site energy.SiteID, s Span) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.plants[group] {
		return
	}
	key := relation{group, site}
	for i, held := range x.spans[key] {
		if held.From.Equal(s.From) {
			x.spans[key][i] = s
			return
		}
	}
	x.spans[key] = append(x.spans[key], s)
}
