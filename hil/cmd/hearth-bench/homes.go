package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/edge/enroll"
	"github.com/hearthgrid/hearthgrid/hil/bench/load"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func siteOf(i int) energy.SiteID { return energy.SiteID(fmt.Sprintf("home-%04d", i+1)) }

// atOnce is how many homes are let in or connected at a time.
const atOnce = 8

// home is one that was let in.
type home struct {
	site energy.SiteID
	tls  *tls.Config
}

// enrolAll lets n homes in, as gateways are.
func enrolAll(ctx context.Context, p place, n int) ([]home, error) {
	list := make([]home, n)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for i := range list {
		g.Go(func() (err error) {
			list[i], err = enrol(ctx, p, siteOf(i))
			return err
		})
	}
	return list, g.Wait()
}

func enrol(ctx context.Context, p place, site energy.SiteID) (home, error) {
	papers, err := enroll.Enroll(ctx, enroll.Config{
		Dir: filepath.Join(p.Dir, string(site)), URL: "http://" + p.HTTP, Site: site, ClaimFile: p.claim(),
	})
	return home{site: site, tls: &tls.Config{
		Certificates: []tls.Certificate{papers.Certificate}, RootCAs: papers.Authorities, MinVersion: tls.VersionTLS13,
	}}, err
}

// connectAll opens a session of each home.
func connectAll(ctx context.Context, address string, homes []home) (load.Fleet, error) {
	press, err := load.NewPress()
	if err != nil {
		return nil, err
	}
	fleet := make(load.Fleet, len(homes))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for i, h := range homes {
		g.Go(func() (err error) {
			fleet[i], err = h.connect(ctx, address, press)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		for _, s := range fleet {
			if s != nil {
				s.Close()
			}
		}
		return nil, err
	}
	return fleet, nil
}

func (h home) connect(ctx context.Context, address string, press *load.Press) (*load.Session, error) {
	dialing, cancel := context.WithTimeout(ctx, dialWithin)
	defer cancel()
	conn, err := (&tls.Dialer{Config: h.tls}).DialContext(dialing, "tcp", address)
	if err != nil {
		return nil, err
	}
	plain, ok := conn.(*tls.Conn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("dial %s: not TLS", address), conn.Close())
	}
	return load.Open(ctx, hasty{plain}, h.site, press, time.Now)
}

// hasty closes without the goodbye of TLS, for which a peer that does not read
// would have to be waited for.
type hasty struct{ *tls.Conn }

// Close implements net.Conn.
func (h hasty) Close() error { return h.NetConn().Close() }
