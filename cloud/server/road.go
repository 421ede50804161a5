package server

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/broker"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/cloud/identity"
	"github.com/hearthgrid/hearthgrid/cloud/ingest"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// stores are the rooms that hold what survives a restart.
type stores struct {
	authority *identity.Authority
	claim     identity.Claim
	registry  *fleet.Registry
	database  *history.Embedded
}

func openStores(dir string) (s stores, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return s, &fault.Error{Op: "open state", Kind: fault.Denied, Subject: dir, Hint: "choose a writable state_dir", Err: err}
	}
	if s.authority, err = identity.Open(dir); err != nil {
		return s, err
	}
	if s.claim, err = identity.OpenClaim(dir); err != nil {
		return s, err
	}
	if s.registry, err = fleet.Open(filepath.Join(dir, "registry.db")); err != nil {
		return s, err
	}
	if s.database, err = history.OpenEmbedded(history.DefaultEmbedded(filepath.Join(dir, "history"))); err != nil {
		return s, errors.Join(err, s.registry.Close())
	}
	return s, nil
}

func (s stores) close() error { return errors.Join(s.database.Close(), s.registry.Close()) }

// road is telemetry's way in and orders' way out.
type road struct {
	twins   *twin.Store
	broker  *broker.Broker
	ingest  *ingest.Receiver
	history *history.Writer
	plants  map[energy.PlantID]*dispatch.Plant
}

// newRoad binds the broker's port and wires the rooms; nothing runs yet. The
// broker, ingest and history each call the next, so the ends are tied through
// the road itself.
func newRoad(c Config, s stores, log *slog.Logger) (*road, error) {
	r := &road{twins: twin.NewStore(), plants: map[energy.PlantID]*dispatch.Plant{}}
	client, err := history.NewClient("http://history", s.database)
	if err != nil {
		return nil, err
	}
	r.history, err = history.NewWriter(history.DefaultConfig(filepath.Join(c.StateDir, "journal")), client, r, log)
	if err != nil {
		return nil, err
	}
	certificate, err := s.authority.ServerCertificate("localhost", "127.0.0.1")
	if err != nil {
		return nil, err
	}
	if r.broker, err = r.bind(c, s, certificate, log); err != nil {
		return nil, err
	}
	r.ingest = ingest.New(r, r.history, r.broker, time.Now, log)
	return r, r.addPlants(c, s, log)
}

func (r *road) bind(c Config, s stores, certificate tls.Certificate, log *slog.Logger) (*broker.Broker, error) {
	return broker.New(broker.Config{Address: c.MQTT, Certificate: certificate, Homes: s.authority.Roots(), Log: log},
		s.registry.Admission(time.Now), r)
}

func (r *road) addPlants(c Config, s stores, log *slog.Logger) error {
	ctx, cancel := context.WithTimeout(context.Background(), registerWait)
	defer cancel()
	if err := s.registry.AddPlant(ctx, energy.PlantID(c.Enroll.JoinPlant), time.Now()); err != nil {
		return err
	}
	ids, err := s.registry.Plants(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := r.addPlant(ctx, id, s, log); err != nil {
			return err
		}
	}
	return nil
}

// addPlant makes the plant and gives it back the target it had before a
// restart, where that has not ended meanwhile.
func (r *road) addPlant(ctx context.Context, id energy.PlantID, s stores, log *slog.Logger) error {
	homes := &members{plant: id, registry: s.registry, twins: r.twins, log: log}
	p, err := dispatch.New(dispatch.DefaultConfig(id), homes, r.broker, time.Now, log)
	if err != nil {
		return err
	}
	r.plants[id] = p
	t, err := s.registry.Target(ctx, id)
	if fault.KindOf(err) == fault.NotFound && err != nil || err == nil && !t.Until.After(time.Now()) {
		return nil
	}
	if err != nil {
		return err
	}
	return p.SetTarget(dispatch.Target{Power: t.Power, Until: t.Until})
}

// Receive implements broker.Receiver.
func (r *road) Receive(site energy.SiteID, leaf wire.Leaf, payload []byte) {
	r.ingest.Receive(site, leaf, payload)
}

// Link implements broker.Receiver: a session that ended is known at once, long
// before the home's silence tells.
func (r *road) Link(site energy.SiteID, link broker.Link) {
	if t, ok := r.twins.Get(site); ok && link == broker.Down {
		r.twins.Presence(wire.Presence{Site: site, Boot: t.Boot, Software: t.Software, MaxLease: t.MaxLease, Order: t.Highest}, time.Now())
	}
}

// Batch implements ingest.Live.
func (r *road) Batch(b wire.Batch, received time.Time) { r.twins.Batch(b, received) }

// Presence implements ingest.Live.
func (r *road) Presence(p wire.Presence, received time.Time) { r.twins.Presence(p, received) }

// Answer implements ingest.Live: the twin keeps it, the plants act on it.
func (r *road) Answer(a wire.Answer, received time.Time) {
	r.twins.Answer(a, received)
	for _, p := range r.plants {
		p.Answer(a)
	}
}

// Stored implements history.Sink.
func (r *road) Stored(site energy.SiteID, boot, seq uint64) { r.ingest.Stored(site, boot, seq) }
