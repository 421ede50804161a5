package e2e_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const (
	// lease is the longest that a home may go on as the cloud told it
	// (dispatch's default).
	lease = 20 * time.Second
	// backIn covers two of the longest pauses between two tries of a gateway, 30 s
	// each (edge/uplink), and the session after them.
	backIn = 70 * time.Second
)

// The cloud is killed in the middle of an order, started again on the same
// state, and killed again.
func TestFault083_Row28_CloudKilledEveryHomeOnItsOwnAndNothingStoredIsLost(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	s := newSystem(t)
	one, _ := s.served(t, device.ACCoupled)
	two, _ := s.served(t, device.Hybrid)
	homes := []*home{one, two, s.light(t, device.ACCoupled), s.light(t, device.Hybrid)}
	w := newWitness(t, filepath.Join(s.dir, "witness"), s)
	s.joined(t, len(homes))
	const target energy.Watts = 6000
	s.cloud.ask(t, target)
	follows(t, "target", target, 30*time.Second, homes...)
	await(t, "a word that reports are stored", 10*time.Second, func() string { return unless(w.stored.Load() > 0, "none") })
	mustFollow(t, homes...)

	s.cloud.process.kill()
	before := w.stored.Load()
	selfSufficient(t, lease, homes...)
	for _, h := range homes {
		_, asked := h.commanded(t)
		require.True(t, asked, "%s: its gateway lives and keeps the home", h.site)
	}
	require.Equal(t, before, w.stored.Load())

	s.cloud.start(t)
	s.allBack(t, homes, w)
	follows(t, "target again, which nobody asked anew", target, 30*time.Second, homes...)
	s.drained(t, homes, w)

	s.cloud.process.kill()
	_, next := w.Span()
	a := openArchive(t, s.cloud.dir)
	await(t, "every report of the witness in the archive", 20*time.Second, func() string {
		points := a.read(w.site, history.GridPower, begun)
		return unless(uint64(len(points)) == next-1, fmt.Sprintf("%d points of %d", len(points), next-1))
	})
	for i, p := range a.read(w.site, history.GridPower, begun) {
		require.Equal(t, float64(i+1), p.Value, "report %d, %d were said to be stored before the kill", i+1, before)
	}
	for _, h := range homes {
		points := a.read(h.site, history.StateOfCharge, begun)
		require.Greater(t, len(points), 20, h.site)
		// A home that was away for longer than its lease tells changes alone, until it
		// is commanded again: that none of those is lost is what the witness shows.
		require.Less(t, gap(points), 30*time.Second, "%s has a gap", h.site)
	}
}

// allBack waits until the cloud hears every home again and logs how long each
// took since the cloud was ready.
func (s *system) allBack(t *testing.T, homes []*home, w *witness) {
	t.Helper()
	ids := []energy.SiteID{w.site}
	for _, h := range homes {
		ids = append(ids, h.site)
	}
	ready, took := time.Now(), map[energy.SiteID]time.Duration{}
	await(t, "all homes back", backIn, func() string {
		for _, id := range ids {
			v, err := s.cloud.site(id)
			require.NoError(t, err)
			if _, known := took[id]; !known && v.HeardS != nil && v.Online {
				took[id] = time.Since(ready).Round(pollEvery)
			}
		}
		return unless(len(took) == len(ids), fmt.Sprintf("back are %v", took))
	})
	t.Logf("back after the cloud was ready: %v", took)
}

// drained waits until the cloud has all that the homes gathered while it was
// away. The witness shows it in its spool. A gateway sends so short a backlog
// within the first two seconds of a session, so it is through once its reports
// have gone on by five.
func (s *system) drained(t *testing.T, homes []*home, w *witness) {
	t.Helper()
	first := map[energy.SiteID]uint64{}
	await(t, "backlog", 20*time.Second, func() (lacking string) {
		for _, h := range homes {
			v, err := s.cloud.site(h.site)
			require.NoError(t, err)
			if _, known := first[h.site]; !known {
				first[h.site] = v.Seq
			}
			if v.Seq < first[h.site]+5 {
				lacking = fmt.Sprintf("%s is at %d after %d", h.site, v.Seq, first[h.site])
			}
		}
		return lacking
	})
	w.hush()
	await(t, "an empty spool", 20*time.Second, func() string {
		oldest, next := w.Span()
		return unless(oldest == next, fmt.Sprintf("reports %d to %d wait", oldest, next-1))
	})
	p, err := s.cloud.plant()
	require.NoError(t, err)
	require.Zero(t, p.Telemetry.Lost)
	require.Zero(t, w.Dropped())
}
