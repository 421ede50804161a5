package fleet

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// index is what the registry knows by heart: certificates, and who is in which
// group. Readers never wait for the disk.
type index struct {
	mu           sync.RWMutex
	certificates map[Fingerprint]admission
	admit        map[energy.SiteID][]Fingerprint // of each site those not revoked
	roster       roster
}

type admission struct {
	site    energy.SiteID
	revoked bool
}

func newIndex() index {
	return index{certificates: map[Fingerprint]admission{}, admit: map[energy.SiteID][]Fingerprint{}, roster: newRoster()}
}

// load puts what the database has in the place of what was known.
func (x *index) load(ctx context.Context, db *sql.DB) error {
	read := newIndex()
	if err := each(ctx, db, read.scanCertificate, `SELECT fingerprint, site, revoked_at IS NOT NULL FROM certificate`); err != nil {
		return err
	}
	if err := read.roster.load(ctx, db); err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.certificates, x.admit, x.roster = read.certificates, read.admit, read.roster
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
	x.hold(print, a)
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
	return slices.Clone(x.admit[site])
}

func (x *index) hold(print Fingerprint, a admission) {
	x.certificates[print] = a
	if !a.revoked {
		x.admit[a.site] = append(x.admit[a.site], print)
	}
}

func (x *index) record(print Fingerprint, site energy.SiteID) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.hold(print, admission{site: site})
}

func (x *index) revoke(print Fingerprint) {
	x.mu.Lock()
	defer x.mu.Unlock()
	site := x.certificates[print].site
	x.certificates[print] = admission{site: site, revoked: true}
	x.admit[site] = slices.DeleteFunc(x.admit[site], func(held Fingerprint) bool { return held == print })
}

// has tells whether a site was added.
func (x *index) has(site energy.SiteID) bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	_, there := x.roster.homes[site]
	return there
}

// hears tells whether site is in plant at at, itself or through other groups.
func (x *index) hears(plant asset.GroupID, site energy.SiteID, at time.Time) bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.roster.isIn(site, plant, at.UnixMilli())
}

// learn returns what brings the roster up to date with what was committed.
func (r *Registry) learn(what func(*roster)) func() {
	return func() {
		r.index.mu.Lock()
		defer r.index.mu.Unlock()
		what(&r.index.roster)
	}
}

// relearn takes in all that an import wrote, much of it on a copy: readers wait no
// longer for much than for little, and see all of it or none.
func (r *Registry) relearn(w *writes) {
	if w.count() <= few {
		r.learn(w.learn)()
		return
	}
	x := r.index.roster.copy() // only the one writer changes it, which we are
	w.learn(&x)
	r.index.mu.Lock()
	defer r.index.mu.Unlock()
	r.index.roster = x
}
