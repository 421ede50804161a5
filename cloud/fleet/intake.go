package fleet

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// intakes is how often an import is prepared while others write; after that they
// wait for it.
const intakes = 3

// errMoved ends an intake that rests on what is no longer so.
var errMoved = errors.New("changed meanwhile")

// takeIn checks a plan and writes it, and returns how many rows it changed.
func (r *Registry) takeIn(ctx context.Context, p *plan) (changed int, err error) {
	r.imports.Lock()
	defer r.imports.Unlock()
	bad := len(p.flaws)
	for range intakes {
		p.flaws = p.flaws[:bad]
		changed, err = r.intake(ctx, p, r.commitAll)
		if !errors.Is(err, errMoved) {
			return changed, err
		}
	}
	p.flaws = p.flaws[:bad]
	r.write.Lock()
	defer r.write.Unlock()
	return r.intake(ctx, p, r.commitHeld)
}

// intake checks p against the registry as it is, puts down what is to be written
// where it is much, and has commit write it if p is not touched by what was
// written since.
func (r *Registry) intake(ctx context.Context, p *plan, commit func(context.Context, write) error) (int, error) {
	k, seq, err := r.snapshot(ctx, p)
	if err != nil {
		return 0, store.Fault("import", "", err)
	}
	w := p.check(&k)
	if len(p.flaws) > 0 {
		return 0, p.refusal()
	}
	if w.count() == 0 {
		return 0, nil
	}
	begin, move := r.store.Begin, func(ctx context.Context, tx *store.Tx) error { return w.add(ctx, sink{tx: tx}) }
	if w.count() >= many {
		bulk, err := r.store.Bulk(ctx)
		if err == nil {
			defer bulk.Close()
			err = w.add(ctx, sink{bulk: bulk})
		}
		if err != nil {
			return 0, store.Fault("import", "", err)
		}
		begin, move = bulk.Begin, bulk.Move
	}
	do := func(tx *store.Tx) ([]Change, error) {
		if err := r.unmoved(ctx, tx, p, seq); err != nil {
			return nil, err
		}
		return w.changes(p.now), errors.Join(move(ctx, tx), w.replace(ctx, tx))
	}
	return w.count(), commit(ctx, write{op: "import", begin: begin, do: do, remember: func() { r.relearn(&w) }})
}

// snapshot returns what the registry has that p speaks of, and its newest change
// of then.
func (r *Registry) snapshot(ctx context.Context, p *plan) (k known, seq int64, err error) {
	tx, err := r.store.Reads().BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return k, 0, err
	}
	defer tx.Rollback()
	if err := tx.QueryRowContext(ctx, newest).Scan(&seq); err != nil {
		return k, 0, err
	}
	k, err = p.read(ctx, tx)
	return k, seq, err
}

// unmoved fails with errMoved if a change after seq is of what p speaks of.
func (r *Registry) unmoved(ctx context.Context, tx *store.Tx, p *plan, seq int64) error {
	since, err := list(ctx, tx, scanChange, `SELECT seq, at, kind, subject FROM change WHERE seq > $1 ORDER BY seq`, seq)
	if err != nil {
		return err
	}
	if int64(len(since)) != r.seq-seq || p.touched(since) {
		return errMoved
	}
	return nil
}

// touched tells whether one of changes is of what p speaks of. Nothing it rests
// on otherwise can go: sites and groups stay for good.
func (p *plan) touched(changes []Change) bool {
	members, devices, limits := map[[2]string]bool{}, map[[2]string]bool{}, map[[2]string]bool{}
	for _, c := range changes {
		a, b, _ := strings.Cut(c.Subject, "/")
		touches := false
		switch c.Kind {
		case SiteAdded:
			_, touches = p.sites[energy.SiteID(a)]
		case GroupAdded:
			_, touches = p.groups[asset.GroupID(a)]
		case PersonSet, PersonForgotten:
			_, touches = p.people[energy.SiteID(a)]
		case GroupNested, GroupUnnested:
			touches = len(p.parts) > 0
		case FleetImported:
			touches = true
		case GroupJoined, GroupLeft:
			members[[2]string{a, b}] = true
		case DeviceFitted, DeviceRemoved, FactStated:
			devices[[2]string{a, b}] = true
		case LimitSet, LimitEnded:
			limits[[2]string{a, b}] = true
		}
		if touches {
			return true
		}
	}
	for key := range p.facts {
		if devices[[2]string{key.site, key.device}] {
			return true
		}
	}
	return among(p.members, members) || among(p.devices, devices) || among(p.limits, limits)
}

// among tells whether a row is of one of things.
func among(rows []held, things map[[2]string]bool) bool {
	if len(things) == 0 {
		return false
	}
	for i := range rows {
		if things[[2]string{rows[i].a, rows[i].b}] {
			return true
		}
	}
	return false
}
