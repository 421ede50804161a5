package gateway

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/edge/enroll"
	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/edge/spool"
	"github.com/hearthgrid/hearthgrid/edge/uplink"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

// Gateway is one home's firmware.
type Gateway struct {
	config Config
	fields []Field
	boot   uint64
	home   *Home
	ticks  *record.Ring
	orders *record.Courses
	keeper *record.Keeper
	beats  beats
	lost   []State // of the past
	damage string  // the same in words
	start  start
	found  []trouble // by the last pass; of the loop alone
	spool  *spool.Spool
	outlet *outlet
	ready  func() // after the first pass; nil: nobody waits
	log    *slog.Logger
}

// spooled is how many reports are kept in memory: ten minutes at 1 Hz.
const spooled = 600

// New returns a gateway that reads its home through fields. It numbers this
// start, and so needs its state folder.
func New(c Config, fields []Field, log *slog.Logger) (*Gateway, error) {
	boot, err := enroll.NextBoot(c.StateDir, time.Now())
	if err != nil {
		return nil, err
	}
	past := recall(c.StateDir, boot, log)
	past.Seed = rand.Uint64()
	if _, whole := c.Limits.whole(); !whole {
		past.Lost = append(past.Lost, LimitsState)
	}
	kept := spool.Open(spool.Config{
		Site: energy.SiteID(c.Site), Boot: boot, Memory: spooled, Disk: int64(c.SpoolMB) << 20,
		Folder: spool.Dir(filepath.Join(c.StateDir, "spool")), Log: log.With("room", "spool"),
	})
	g := &Gateway{
		config: c, fields: fields, boot: boot, log: log, spool: kept, outlet: newOutlet(kept, c.Telemetry.deadband(), time.Now), lost: past.Lost, damage: damage(past.Lost),
		home: Restore(c, fields, past, time.Now, log), ticks: record.NewRing(), orders: &record.Courses{}, keeper: record.NewKeeper(c.StateDir, nil, log),
		start: thisStart(),
	}
	g.outlet.conditions.happen(g.start.after(c.StateDir, time.Now()))
	return g, nil
}

// Run keeps the home until ctx ends. The loop runs from the start; the cloud
// joins when it can. An error means that the process should end, so that its
// supervisor and the inverter's own timer take over.
func (g *Gateway) Run(ctx context.Context) error {
	stopped := ctx
	group, ctx := errgroup.WithContext(ctx)
	for i, f := range g.fields {
		if f.Run != nil {
			group.Go(func() error {
				if err := f.Run(ctx); err != nil {
					return fmt.Errorf("bus %d: %w", i+1, err)
				}
				return nil
			})
		}
	}
	group.Go(func() error { return g.keep(ctx, stopped) })
	group.Go(func() error { return g.spool.Run(ctx) })
	passed := make(chan struct{})
	group.Go(func() error { return g.pass(ctx, passed) })
	group.Go(func() error {
		select {
		case <-ctx.Done():
			return nil
		case <-passed: // the first pass looks by itself, so that it has something to say
			return g.home.Seek(ctx)
		}
	})
	group.Go(func() error { return g.reach(ctx) })
	return group.Wait()
}

// pass runs the loop, says when it is ready, and closes passed then.
func (g *Gateway) pass(ctx context.Context, passed chan<- struct{}) error {
	process.Step(ctx, "first pass over the devices")
	offer := func(snap energy.Snapshot, d energy.Decision) {
		tick := record.TickOf(snap, d)
		g.ticks.Put(tick)
		g.orders.See(tick, g.home.registers())
		g.outlet.offer(snap, d, g.look(&snap, &d))
	}
	passes := &loop{home: g.home, offer: offer, shelf: g.keeper, beats: &g.beats, log: g.log}
	return passes.run(ctx, func() {
		process.Ready(ctx)
		close(passed)
		if g.ready != nil {
			g.ready()
		}
		g.log.Info("ready", "devices", g.home.found(), "of", len(g.home.seats))
	})
}

// reach enrols, which may take until the cloud is there, and then keeps the
// session up.
func (g *Gateway) reach(ctx context.Context) error {
	c := g.config.Cloud
	papers, ok := g.enrolled(ctx)
	if !ok {
		return nil
	}
	gate := NewGate(g.home, g.orders, papers.Dispatch)
	session, err := uplink.New(uplink.Config{
		Broker: c.MQTT, Site: energy.SiteID(g.config.Site), Boot: g.boot, Software: process.ThisBuild().Version, MaxLease: g.config.MaxLease.Duration(),
		Earlier: g.earlier, Explain: g.told, Watch: g.outlet.watch, Armable: g.home.Armable(), Arm: gate.Arm,
		TLS: &tls.Config{Certificates: []tls.Certificate{papers.Certificate}, RootCAs: papers.Authorities, MinVersion: tls.VersionTLS13},
	}, g.spool, gate, g.log)
	if err != nil {
		return err
	}
	g.outlet.join(session)
	return session.Run(ctx)
}

// enrolAgain is the pause after an enrolment that somebody has to mend: a claim
// that is missing or not valid.
const enrolAgain = time.Minute

// enrolled returns the home's identity, and false where ctx ends first. Until
// then the home lives on its own.
func (g *Gateway) enrolled(ctx context.Context) (enroll.Papers, bool) {
	for said := ""; ; {
		papers, err := enroll.Enroll(ctx, enroll.Config{
			Dir: g.config.StateDir, URL: g.config.Cloud.Enroll, Site: energy.SiteID(g.config.Site), ClaimFile: g.config.Cloud.ClaimFile,
		})
		if err == nil {
			return papers, true
		}
		if ctx.Err() == nil && err.Error() != said {
			said = err.Error()
			g.log.Error("the home stays on its own: not enrolled", "err", err, "again_in", enrolAgain)
		}
		select {
		case <-ctx.Done():
			return enroll.Papers{}, false
		case <-time.After(enrolAgain):
		}
	}
}

// earlier returns what is left of an earlier start.
func (g *Gateway) earlier() (uint64, uplink.Shelf) {
	boot, left := g.spool.Earlier()
	if left == nil {
		return 0, nil
	}
	return boot, left
}
