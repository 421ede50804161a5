package ingest_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/ingest"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

const home energy.SiteID = "home-0001"

// cloud records what the receiver calls out to. It is a Live, a History and a
// Publisher.
type cloud struct {
	mu       sync.Mutex
	live     []uint64
	sessions int
	answers  int
	appended []uint64
	fail     bool
	told     [][2]uint64
	toldAt   []time.Time
	topic    string
	said     []wire.Explanation
}

func (c *cloud) Batch(b wire.Batch, _ time.Time) {
	for _, r := range b.Reports {
		c.live = append(c.live, r.Seq)
	}
}
func (c *cloud) Presence(wire.Presence, time.Time) { c.sessions++ }
func (c *cloud) Answer(wire.Answer, time.Time)     { c.answers++ }

func (c *cloud) Told(e wire.Explanation) { c.said = append(c.said, e) }

func (c *cloud) Take(b *wire.Batch, _ time.Time) error {
	if c.fail {
		return errors.New("disk full")
	}
	for i := range b.Reports {
		c.appended = append(c.appended, b.Reports[i].Seq)
	}
	return nil
}

func (c *cloud) Publish(topic string, payload []byte) error {
	boot, seq, err := wire.DecodeStored(payload)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.topic, c.told, c.toldAt = topic, append(c.told, [2]uint64{boot, seq}), append(c.toldAt, time.Now())
	return err
}

func (c *cloud) last() [2]uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.told) == 0 {
		return [2]uint64{}
	}
	return c.told[len(c.told)-1]
}

func (c *cloud) times() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.told)
}

func start(clock func() time.Time) (*cloud, *ingest.Receiver) {
	c := &cloud{}
	return c, ingest.New(c, c, c, clock, slog.New(slog.NewTextHandler(io.Discard, nil)))
}

func telemetry(boot, oldest, dropped uint64, seqs ...uint64) []byte {
	b := wire.Batch{Site: home, Boot: boot, Oldest: oldest, Dropped: dropped}
	for _, s := range seqs {
		b.Reports = append(b.Reports, energy.Report{Seq: s, Snapshot: energy.Snapshot{At: time.UnixMilli(1_790_000_000_000)}})
	}
	payload, err := wire.EncodeTelemetry(b)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return payload
}

func TestARepeatedNumberIsHandedOnOnce(t *testing.T) {
	c, r := start(time.Now)
	r.Receive(home, wire.LeafTelemetry, telemetry(1, 1, 0, 1, 2))
	r.Receive(home, wire.LeafTelemetry, telemetry(1, 1, 0, 2, 3))
	r.Receive(home, wire.LeafTelemetry, telemetry(2, 1, 0, 1))
	require.Equal(t, []uint64{1, 2, 3, 1}, c.appended)
	require.Equal(t, []uint64{1, 2, 3, 1}, c.live)
	s := r.Stats()
	require.Equal(t, []uint64{4, 1, 0}, []uint64{s.Received, s.Repeated, s.Missing})
}

func TestOnlyTheCertificatesOwnSiteMaySpeak(t *testing.T) {
	c, r := start(time.Now)
	f := func(from energy.SiteID, leaf wire.Leaf, payload []byte, want ingest.Reason) {
		t.Helper()
		before := r.Stats().Refused[want]
		r.Receive(from, leaf, payload)
		require.Equal(t, before+1, r.Stats().Refused[want])
	}
	status, err := wire.EncodeStatus(wire.Presence{Site: home, Online: true})
	require.NoError(t, err)
	f("home-0002", wire.LeafTelemetry, telemetry(1, 1, 0, 1), ingest.ReasonSite)
	f("home-0002", wire.LeafStatus, status, ingest.ReasonSite)
	f(home, wire.LeafTelemetry, []byte("garbage"), ingest.ReasonDecode)
	f(home, wire.LeafReceipt, nil, ingest.ReasonDecode)
	f(home, wire.LeafOrder, status, ingest.ReasonLeaf)
	told, err := wire.EncodeTold(wire.Explanation{ID: 5, Site: home, Sentence: "because"})
	require.NoError(t, err)
	f("home-0002", wire.LeafTold, told, ingest.ReasonSite)
	f(home, wire.LeafTold, []byte("garbage"), ingest.ReasonDecode)
	f(home, wire.LeafAsk, told, ingest.ReasonLeaf)
	require.Empty(t, c.said)
	r.Receive(home, wire.LeafTold, told)
	require.Equal(t, []wire.Explanation{{ID: 5, Site: home, Sentence: "because"}}, c.said)
	require.Zero(t, c.sessions)
	require.Empty(t, c.live)
	r.Receive(home, wire.LeafStatus, status)
	require.Equal(t, 1, c.sessions)
}

func TestGapsAndLossAreCounted(t *testing.T) {
	_, r := start(time.Now)
	f := func(payload []byte, missing, lost uint64) {
		t.Helper()
		r.Receive(home, wire.LeafTelemetry, payload)
		s := r.Stats()
		require.Equal(t, []uint64{missing, lost}, []uint64{s.Missing, s.Lost})
	}
	f(telemetry(1, 1, 0, 5), 4, 0)
	f(telemetry(1, 1, 0, 1, 2), 2, 0)
	f(telemetry(1, 4, 1, 6), 1, 1)
	f(telemetry(1, 4, 1, 4), 0, 1)
}

func TestAnUnstoredReportIsTakenAgain(t *testing.T) {
	c, r := start(time.Now)
	c.fail = true
	r.Receive(home, wire.LeafTelemetry, telemetry(1, 1, 0, 1, 2))
	c.fail = false
	r.Receive(home, wire.LeafTelemetry, telemetry(1, 1, 0, 1, 2))
	require.Equal(t, []uint64{1, 2}, c.appended)
	require.Equal(t, uint64(2), r.Stats().Refused[ingest.ReasonHistory])
}

// TestOnlyAContiguousStoredNumberIsTold: the number told is contiguous, whatever the
// order in which history calls reports stored, and starts where the home's
// backlog does.
func TestOnlyAContiguousStoredNumberIsTold(t *testing.T) {
	running(t, func(t *testing.T, c *cloud, r *ingest.Receiver) {
		r.Receive(home, wire.LeafTelemetry, telemetry(7, 11, 0, 11, 12, 13, 14))
		f := func(seq, want uint64) {
			t.Helper()
			r.Stored(home, 7, seq)
			time.Sleep(ingest.TellEvery + time.Second)
			require.Equal(t, [2]uint64{7, want}, c.last())
		}
		f(13, 10)
		f(12, 10)
		f(11, 13)
		f(14, 14)
		c.mu.Lock()
		defer c.mu.Unlock()
		require.Equal(t, wire.SiteTopic(home, wire.LeafStored), c.topic)
	})
}

func TestOneHomeIsNotToldMoreOftenThanTellEvery(t *testing.T) {
	running(t, func(t *testing.T, c *cloud, r *ingest.Receiver) {
		for seq := uint64(1); seq <= 100; seq++ {
			r.Receive(home, wire.LeafTelemetry, telemetry(1, 1, 0, seq))
			r.Stored(home, 1, seq)
			time.Sleep(100 * time.Millisecond)
		}
		time.Sleep(ingest.TellEvery)
		c.mu.Lock()
		defer c.mu.Unlock()
		require.InDelta(t, 3, len(c.told), 1)
		require.Equal(t, [2]uint64{1, 100}, c.told[len(c.told)-1])
		for i := 1; i < len(c.toldAt); i++ {
			require.GreaterOrEqual(t, c.toldAt[i].Sub(c.toldAt[i-1]), ingest.TellEvery)
		}
	})
}

func TestALostAcknowledgementIsSentAgainOnResend(t *testing.T) {
	running(t, func(t *testing.T, c *cloud, r *ingest.Receiver) {
		r.Receive(home, wire.LeafTelemetry, telemetry(1, 1, 0, 1))
		r.Stored(home, 1, 1)
		time.Sleep(3 * ingest.TellEvery)
		require.Equal(t, 1, c.times())
		r.Receive(home, wire.LeafTelemetry, telemetry(1, 1, 0, 1))
		time.Sleep(3 * ingest.TellEvery)
		require.Equal(t, 2, c.times())
	})
}

func TestWhatHistoryNeverStoredIsTakenAgainAfterPatience(t *testing.T) {
	running(t, func(t *testing.T, c *cloud, r *ingest.Receiver) {
		f := func(want int) {
			t.Helper()
			r.Receive(home, wire.LeafTelemetry, telemetry(1, 1, 0, 1))
			require.Len(t, c.appended, want)
		}
		f(1)
		time.Sleep(ingest.Patience / 2)
		f(1)
		time.Sleep(ingest.Patience)
		f(2)
	})
}

// TestNothingUnstoredIsEverAcknowledged over random arrivals and stores.
func TestNothingUnstoredIsEverAcknowledged(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		arrive := rapid.Permutation([]uint64{1, 2, 3, 4, 5, 6, 7, 8}).Draw(rt, "arrivals")
		store := rapid.Permutation(arrive).Draw(rt, "stores")
		cut := rapid.IntRange(0, len(store)).Draw(rt, "stored")
		running(t, func(t *testing.T, c *cloud, r *ingest.Receiver) {
			for _, seq := range arrive {
				r.Receive(home, wire.LeafTelemetry, telemetry(1, 1, 0, seq))
			}
			durable := map[uint64]bool{}
			for _, seq := range store[:cut] {
				r.Stored(home, 1, seq)
				durable[seq] = true
			}
			want := uint64(0)
			for durable[want+1] {
				want++
			}
			time.Sleep(2 * ingest.TellEvery)
			require.Equal(t, want, c.last()[1])
		})
	})
}

func running(t *testing.T, test func(*testing.T, *cloud, *ingest.Receiver)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c, r := start(time.Now)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- r.Run(ctx) }()
		test(t, c, r)
		stop()
		require.NoError(t, <-done)
	})
}
