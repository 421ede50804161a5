package server

import (
	"context"
	"crypto/tls"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/arms"
	"github.com/hearthgrid/hearthgrid/cloud/ask"
	"github.com/hearthgrid/hearthgrid/cloud/broker"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/cloud/ingest"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/process"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// road is telemetry's way in and orders' way out.
type road struct {
	twins     *twin.Store
	members   *Members
	estimates *estimates
	broker    *broker.Broker
	ingest    *ingest.Receiver
	history   *history.Writer
	asker     *ask.Asker
	arms      *arms.Keeper
	plants    running
	roster    roster
	commons   dispatch.Commons
	accounts  accounts
	phases    phases

	programmes *programmes
	settlement *settlement

	registry *fleet.Registry
	signer   *dispatchkey.Signer
	log      *slog.Logger
}

// newRoad binds the broker's port and wires the rooms; nothing runs yet. The
// broker, ingest and history each call the next, so the ends are tied through
// the road itself.
func newRoad(ctx context.Context, c Config, s stores, log *slog.Logger) (*road, error) {
	r := &road{registry: s.registry, signer: s.signer, log: log}
	if err := r.believe(ctx, c); err != nil {
		return nil, err
	}
	client, err := s.database.client()
	if err != nil {
		return nil, err
	}
	journal := filepath.Join(c.StateDir, "journal")
	process.Step(ctx, "open the journal "+journal)
	r.history, err = history.NewWriter(history.DefaultConfig(journal), client, r, log)
	if err != nil {
		return nil, err
	}
	certificate, err := s.authority.ServerCertificate("localhost", "127.0.0.1")
	if err != nil {
		return nil, err
	}
	process.Step(ctx, "listen on "+c.MQTT+" (mqtt)")
	if r.broker, err = r.bind(c, s, certificate, log); err != nil {
		return nil, err
	}
	r.asker = ask.New(r.broker)
	if r.programmes, err = newProgrammes(c.Programmes, s, r); err != nil {
		return nil, err
	}
	if r.settlement, err = newSettlement(c, s, r, r.programmes.desk); err != nil {
		return nil, err
	}
	r.arm(log)
	r.ingest = ingest.New(r, r.history, r.broker, time.Now, log)
	process.Step(ctx, "load the plants")
	return r, r.addPlants(ctx, energy.PlantID(c.Enroll.JoinPlant))
}

// believe makes what is known of homes, before the first is heard.
func (r *road) believe(ctx context.Context, c Config) error {
	clocks, err := clocksOf(c.Clocks)
	if err != nil {
		return err
	}
	learned := filepath.Join(c.StateDir, "estimates")
	process.Step(ctx, "recall what was learned of homes in "+learned)
	r.twins = twin.NewStore()
	r.members = NewMembers(r.registry, time.Now, r.log)
	r.estimates = newEstimates(learned, clocks, r.members, r.registry, r.twins, time.Now, r.log)
	r.estimates.duties = r.plants.duties
	r.accounts = accounts{dir: filepath.Join(c.StateDir, "accounts"), log: r.log}
	return nil
}

func (r *road) bind(c Config, s stores, certificate tls.Certificate, log *slog.Logger) (*broker.Broker, error) {
	return broker.New(broker.Config{Address: c.MQTT, Certificate: certificate, Homes: s.authority.Roots(), Log: log},
		s.registry.Admission(time.Now), r)
}

func (r *road) addPlants(ctx context.Context, joined energy.PlantID) error {
	ctx, cancel := context.WithTimeout(ctx, registerWait)
	defer cancel()
	if err := r.registry.AddPlant(ctx, joined, time.Now()); err != nil {
		return err
	}
	ids, err := r.registry.Plants(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		r.plants.claim(id)
		if err := r.addPlant(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// addPlant makes the plant and gives it back the target it had before a
// restart, where that has not ended meanwhile and is one that a plant takes.
func (r *road) addPlant(ctx context.Context, id energy.PlantID) error {
	ctx, cancel := context.WithTimeout(ctx, registerWait)
	defer cancel()
	p, err := r.makePlant(id)
	if err != nil {
		return err
	}
	t, err := r.registry.Target(ctx, id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	if err == nil && t.Until.After(time.Now()) {
		target := targetOf(t)
		if err := p.SetTarget(target); err != nil {
			r.log.Warn("target of before the restart is not taken", "plant", id, "err", err)
		} else {
			r.plants.asked.keep(id, target)
		}
	}
	r.plants.add(id, p)
	return nil
}

// makePlant makes what runs a group of homes as one: a plant, or another group that a
// programme asks for something.
func (r *road) makePlant(id energy.PlantID) (*dispatch.Plant, error) {
	homes := &crew{plant: id, estimates: r.estimates, roster: &r.roster}
	config := dispatch.DefaultConfig(id)
	config.Commons, config.Account = &r.commons, r.accounts.recall(id)
	p, err := dispatch.New(config, homes, r.broker, r.signer, time.Now, r.log)
	if err == nil {
		r.accounts.add(id, p)
	}
	return p, err
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

// Answer implements ingest.Live: the twin keeps it, and who sent what it is about acts on it.
func (r *road) Answer(a wire.Answer, received time.Time) {
	r.twins.Answer(a, received)
	if a.Arm != 0 {
		r.arms.Answer(a, received)
		return
	}
	for _, p := range r.plants.all() {
		p.Answer(a)
	}
	r.programmes.nodes.answer(a)
}

// Told implements ingest.Live.
func (r *road) Told(e wire.Explanation) { r.asker.Answer(e) }

// Stored implements history.Sink.
func (r *road) Stored(site energy.SiteID, boot, seq uint64) { r.ingest.Stored(site, boot, seq) }
