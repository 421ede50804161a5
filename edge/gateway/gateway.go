package gateway

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/edge/enroll"
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
	desk   *desk
	spool  *spool.Queue
	log    *slog.Logger
}

const (
	spooled = 600 // reports kept in memory: ten minutes at 1 Hz
	gain    = 0.5 // of the self-consumption loop, per tick
)

// New returns a gateway that reads its home through fields. It numbers this
// start, and so needs its state folder.
func New(c Config, fields []Field, log *slog.Logger) (*Gateway, error) {
	boot, err := enroll.NextBoot(c.StateDir, time.Now())
	if err != nil {
		return nil, err
	}
	inner := control.NewDesk(control.Config{Site: energy.SiteID(c.Site), Boot: boot, MaxLease: c.MaxLease.Duration(), Gain: gain})
	return &Gateway{config: c, fields: fields, boot: boot, desk: &desk{clock: time.Now, inner: inner}, spool: spool.New(spooled), log: log}, nil
}

// Run keeps the home until ctx ends. The loop runs from the start; the cloud
// joins when it can. An error means that the process should end, so that its
// supervisor and the inverter's own timer take over.
func (g *Gateway) Run(ctx context.Context) error {
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
	link := newLate(g.spool)
	group.Go(func() error { return newLoop(g.config, g.fields, g.desk, link.offer, g.log).run(ctx) })
	group.Go(func() error { return g.reach(ctx, link) })
	return group.Wait()
}

// reach enrols, which may take until the cloud is there, and then keeps the
// session up.
func (g *Gateway) reach(ctx context.Context, link *late) error {
	c := g.config.Cloud
	certificate, roots, err := enroll.Enroll(ctx, enroll.Config{
		Dir: g.config.StateDir, URL: c.Enroll, Site: energy.SiteID(g.config.Site), ClaimFile: c.ClaimFile,
	})
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		g.log.Error("the home stays on its own: not enrolled", "err", err)
		<-ctx.Done()
		return nil
	}
	session, err := uplink.New(uplink.Config{
		Broker: c.MQTT, Site: energy.SiteID(g.config.Site), Boot: g.boot, Software: process.ThisBuild().Version, MaxLease: g.config.MaxLease.Duration(),
		TLS: &tls.Config{Certificates: []tls.Certificate{certificate}, RootCAs: roots, MinVersion: tls.VersionTLS13},
	}, g.spool, g.desk, g.log)
	if err != nil {
		return err
	}
	link.join(session)
	return session.Run(ctx)
}
