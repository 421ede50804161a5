package e2e_test

import (
	"context"
	"crypto/tls"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/enroll"
	"github.com/hearthgrid/hearthgrid/edge/spool"
	"github.com/hearthgrid/hearthgrid/edge/uplink"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// witness is a home without equipment whose reports are known to the last one:
// a real session and a real spool, with a grid power that is the report's own
// number.
type witness struct {
	site    energy.SiteID
	spool   *spool.Queue
	session *uplink.Session
	stored  atomic.Uint64 // the highest number the cloud said it has stored
	silent  atomic.Bool
}

const witnessTick = 250 * time.Millisecond

// newWitness lets the witness in and has it report until the test ends or hush
// is called.
func newWitness(t *testing.T, dir string, s *system) *witness {
	t.Helper()
	w := &witness{site: "witness", spool: spool.New(spool.DefaultLimit)}
	link := s.cloud.link()
	ctx, cancel := context.WithTimeout(context.Background(), joinIn)
	defer cancel()
	papers, err := enroll.Enroll(ctx, enroll.Config{Dir: dir, Site: w.site, URL: link.Enroll, ClaimFile: link.ClaimFile})
	require.NoError(t, err)
	w.session, err = uplink.New(uplink.Config{
		Broker: link.MQTT, Site: w.site, Boot: 1, Software: "witness", MaxLease: time.Minute,
		TLS: &tls.Config{Certificates: []tls.Certificate{papers.Certificate}, RootCAs: papers.Authorities, MinVersion: tls.VersionTLS13},
	}, w, w, logger(t, w.site))
	require.NoError(t, err)
	during(t, w.session.Run)
	during(t, w.report)
	return w
}

func (w *witness) report(ctx context.Context) error {
	tick := time.NewTicker(witnessTick)
	defer tick.Stop()
	for seq := 1; !w.silent.Load(); seq++ {
		now := time.Now()
		w.session.Offer(energy.Report{Snapshot: energy.Snapshot{At: now, Grid: energy.Read(energy.Watts(seq), now)}})
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
	return nil
}

// hush ends the reports.
func (w *witness) hush() { w.silent.Store(true) }

// Remove notes what the cloud says it has stored.
func (w *witness) Remove(upTo uint64) uint64 {
	w.stored.Store(max(upTo, w.stored.Load()))
	return w.spool.Remove(upTo)
}

func (w *witness) Append(r energy.Report) uint64             { return w.spool.Append(r) }
func (w *witness) Peek(from uint64, dst []energy.Report) int { return w.spool.Peek(from, dst) }
func (w *witness) Span() (oldest, next uint64)               { return w.spool.Span() }
func (w *witness) Dropped() uint64                           { return w.spool.Dropped() }
func (w *witness) Accept([]byte) (energy.Order, error)       { return energy.Order{}, nil }
func (w *witness) Hear([]byte) error                         { return nil }
func (w *witness) Moment() energy.Moment                     { return energy.Moment{} }
