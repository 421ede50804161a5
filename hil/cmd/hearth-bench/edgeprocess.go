package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/hil/child"
)

// processSize runs the product's own program, as it is sent to a home, beside a
// cloud, and watches its memory.
func processSize(ctx context.Context, x edgeExtent) (f bench.Figures, err error) {
	program, size, err := gatewayProgram()
	if err != nil {
		return nil, err
	}
	err = inPlace(func(p place) error {
		r, err := newRig(p)
		if err != nil {
			return err
		}
		return r.beside(ctx, func(ctx context.Context) error {
			most, err := r.watch(ctx, program, x.resident)
			f = bench.Figures{"rss_bytes": float64(most), "binary_bytes": float64(size)}
			return err
		})
	})
	return f, err
}

// gatewayProgram finds the gateway beside this program, where scripts/bench
// puts it.
func gatewayProgram() (path string, size int64, err error) {
	self, err := os.Executable()
	if err != nil {
		return "", 0, err
	}
	path = filepath.Join(filepath.Dir(self), "hearth-gateway")
	info, err := os.Stat(path)
	if err != nil {
		return "", 0, fmt.Errorf("%w: scripts/bench builds it", err)
	}
	return path, info.Size(), nil
}

// watch returns the most memory that the gateway has in span, once its home is
// with the cloud.
func (r *rig) watch(ctx context.Context, program string, span time.Duration) (most int64, err error) {
	file := filepath.Join(r.Dir, "site.toml")
	if err := os.WriteFile(file, r.siteFile(), 0o600); err != nil {
		return 0, err
	}
	g, err := child.Start(child.Spec{Name: "gateway", Program: program, Args: []string{"-config", file}, Log: filepath.Join(r.Dir, "gateway.log")})
	if err != nil {
		return 0, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return g.Watch(ctx) })
	group.Go(func() error {
		defer stop()
		if err := r.plant.await(ctx, 1, readyWithin); err != nil {
			return err
		}
		for begun := time.Now(); time.Since(begun) < span; {
			now, _ := g.RSS()
			most = max(most, now)
			if err := pause(ctx, pollEvery); err != nil {
				return err
			}
		}
		return nil
	})
	return most, errors.Join(group.Wait(), g.Stop(stopWait))
}

func (r *rig) siteFile() []byte {
	c := r.gateway()
	return fmt.Appendf(nil, "site = %q\nstate_dir = %q\n\n[cloud]\nmqtt = %q\nenroll = %q\nclaim_file = %q\n\n[[bus]]\ntcp = %q\nunits = %s\n\n[[known]]\nmaker = %q\nmodel = \"*\"\nversion = \"*\"\n",
		c.Site, c.StateDir, c.Cloud.MQTT, c.Cloud.Enroll, c.Cloud.ClaimFile, c.Buses[0].TCP, units(c.Buses[0].Units), c.Known[0].Maker)
}

func units(list []int) string {
	text := ""
	for _, u := range list {
		text += fmt.Sprintf(", %d", u)
	}
	return "[" + text[2:] + "]"
}
