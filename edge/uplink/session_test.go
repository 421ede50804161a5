package uplink_test

import (
	"context"
	"crypto/tls"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/spool"
	"github.com/hearthgrid/hearthgrid/edge/uplink"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

type inbox struct {
	key     *dispatchkey.Signer
	refuse  error
	orders  chan energy.Order
	signals chan energy.Signal
}

func newInbox(t *testing.T) *inbox {
	key, err := dispatchkey.New()
	require.NoError(t, err)
	return &inbox{key: key, orders: make(chan energy.Order, 10), signals: make(chan energy.Signal, 10)}
}

func (i *inbox) Accept(signed []byte) (energy.Order, error) {
	o, err := wire.DecodeOrder(signed, i.key.Ring())
	if err != nil {
		return o, &fault.Error{Op: "accept", Kind: fault.Corrupt, Err: err}
	}
	i.orders <- o
	return o, i.refuse
}

func (i *inbox) Hear(signed []byte) error {
	s, err := wire.DecodeSignal(signed, i.key.Ring())
	if err == nil {
		i.signals <- s
	}
	return err
}

func (i *inbox) Moment() energy.Moment { return energy.Moment{1} }

// start runs a session against address and stops it with the test.
func start(t *testing.T, address string, boot uint64, in *inbox, with func() *tls.Config) *uplink.Session {
	t.Helper()
	s, err := uplink.New(uplink.Config{
		Broker: address, TLS: with(), Site: site, Boot: boot, Software: "test", MaxLease: time.Hour,
		BackoffMin: 10 * time.Millisecond, BackoffMax: 50 * time.Millisecond, Timeout: 2 * time.Second,
		Retry: 50 * time.Millisecond, ResendGap: 10 * time.Millisecond,
	}, spool.New(0), in, quiet)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() { cancel(); require.NoError(t, next(t, done)) })
	return s
}

func offer(s *uplink.Session, count int) {
	for range count {
		s.Offer(energy.Report{Snapshot: energy.Snapshot{At: time.Now()}})
	}
}

// gather waits until every number from 1 to last has come, of one boot.
func gather(t *testing.T, c *cloud, boot, last uint64) {
	t.Helper()
	seen := map[uint64]bool{}
	for uint64(len(seen)) < last {
		b := next(t, c.batches)
		require.Equal(t, boot, b.Boot)
		require.LessOrEqual(t, len(b.Reports), 60)
		for _, r := range b.Reports {
			seen[r.Seq] = true
		}
	}
}

func TestSession_ReportsAreKeptUntilStored(t *testing.T) {
	cert, pool := identity(t)
	client := func() *tls.Config { return &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool} }
	c := startCloud(t, "127.0.0.1:0", cert, pool)
	s := start(t, c.address, 7, newInbox(t), client)
	require.True(t, next(t, c.statuses).Online)

	offer(s, 100)
	gather(t, c, 7, 100)
	gather(t, c, 7, 100) // not acknowledged, so all of it comes again
	stored := wire.SiteTopic(site, wire.LeafStored)
	payload, err := wire.EncodeStored(6, 100)
	c.say(t, stored, payload, err)
	require.Eventually(t, func() bool { return s.Stats().Foreign == 1 }, 5*time.Second, time.Millisecond)
	require.EqualValues(t, 100, s.Stats().Waiting)
	payload, err = wire.EncodeStored(7, 100)
	c.say(t, stored, payload, err)
	require.Eventually(t, func() bool { return s.Stats().Waiting == 0 }, 5*time.Second, time.Millisecond)
}

func TestFault049_BrokerKilledAndRestartedLosesNothing(t *testing.T) {
	cert, pool := identity(t)
	client := func() *tls.Config { return &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool} }
	c := startCloud(t, "127.0.0.1:0", cert, pool)
	s := start(t, c.address, 7, newInbox(t), client)
	offer(s, 5)
	gather(t, c, 7, 5)
	c.kill()
	offer(s, 150)
	again := startCloud(t, c.address, cert, pool)
	require.True(t, next(t, again.statuses).Online)
	first := next(t, again.batches)
	require.Greater(t, first.Reports[0].Seq, uint64(5), "live data first")
	gather(t, again, 7, 154)
}

func TestSession_OrdersAreAnsweredAndSignalsFollowed(t *testing.T) {
	cert, pool := identity(t)
	client := func() *tls.Config { return &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool} }
	c, in := startCloud(t, "127.0.0.1:0", cert, pool), newInbox(t)
	s := start(t, c.address, 7, in, client)
	next(t, c.statuses)
	order := wire.SiteTopic(site, wire.LeafOrder)
	o := energy.Order{ID: 5, Site: site, Boot: 7, Issued: time.Now(), Lease: time.Minute, Plant: "p1",
		Share: energy.Participation{SlopeUp: 10, SlopeDown: 10, Bounds: energy.Envelope{Min: -10, Max: 10}}}
	payload, err := wire.EncodeOrder(o, in.key)
	c.say(t, order, payload, err)
	require.EqualValues(t, 5, next(t, in.orders).ID)
	a := next(t, c.receipts)
	require.True(t, a.Taken)
	require.EqualValues(t, 5, a.Highest)

	signal, err := wire.EncodeSignal(energy.Signal{Plant: "p1", Seq: 1, Level: 0.5, Sent: time.Now()}, in.key)
	require.Eventually(t, func() bool {
		c.say(t, wire.SignalTopic("p1"), signal, err)
		return s.Stats().Signals > 0
	}, 5*time.Second, 10*time.Millisecond)
	require.Equal(t, 0.5, next(t, in.signals).Level)

	c.say(t, order, []byte{0xff}, nil)
	require.Equal(t, fault.Corrupt, next(t, c.receipts).Kind)
}

// A home that has left a plant while it holds that plant's order stays in touch.
func TestASignalThatMayNotBeHeardCostsNoSession(t *testing.T) {
	cert, pool := identity(t)
	client := func() *tls.Config { return &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool} }
	c, in := startCloud(t, "127.0.0.1:0", cert, pool), newInbox(t)
	s := start(t, c.address, 7, in, client)
	next(t, c.statuses)
	c.rights.denied.Store(wire.SignalTopic("p1"))
	share := energy.Participation{SlopeUp: 10, SlopeDown: 10, Bounds: energy.Envelope{Min: -10, Max: 10}, SignalHold: time.Second}
	for id := range uint64(3) {
		payload, err := wire.EncodeOrder(energy.Order{ID: 5 + id, Site: site, Boot: 7, Issued: time.Now(), Lease: time.Minute, Plant: "p1", Share: share}, in.key)
		c.say(t, wire.SiteTopic(site, wire.LeafOrder), payload, err)
		require.True(t, next(t, c.receipts).Taken)
	}
	offer(s, 1)
	require.Len(t, next(t, c.batches).Reports, 1)
	require.EqualValues(t, 1, s.Stats().Sessions, "one session all along")
}

func TestFault056_RefusedOrderGivesReceipt(t *testing.T) {
	cert, pool := identity(t)
	client := func() *tls.Config { return &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool} }
	c, in := startCloud(t, "127.0.0.1:0", cert, pool), newInbox(t)
	in.refuse = &fault.Error{Op: "accept order", Kind: fault.Stale, Err: errors.New("older than the one in force")}
	s := start(t, c.address, 7, in, client)
	next(t, c.statuses)
	payload, err := wire.EncodeOrder(energy.Order{ID: 5, Site: site, Boot: 7, Lease: time.Minute}, in.key)
	c.say(t, wire.SiteTopic(site, wire.LeafOrder), payload, err)
	a := next(t, c.receipts)
	require.False(t, a.Taken)
	require.Equal(t, fault.Stale, a.Kind)
	require.Contains(t, a.Reason, "older than")
	require.EqualValues(t, 5, a.Order)
	require.Zero(t, a.Highest)
	require.EqualValues(t, 1, s.Stats().Refused)
}

func TestNewBootNumbersFromOne(t *testing.T) {
	cert, pool := identity(t)
	client := func() *tls.Config { return &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool} }
	c := startCloud(t, "127.0.0.1:0", cert, pool)
	for boot := uint64(7); boot < 9; boot++ {
		t.Run("", func(t *testing.T) {
			offer(start(t, c.address, boot, newInbox(t), client), 1)
			b := next(t, c.batches)
			require.EqualValues(t, boot, b.Boot)
			require.EqualValues(t, 1, b.Reports[0].Seq)
		})
		for len(c.batches) > 0 {
			<-c.batches
		}
	}
}

// earlierBoot is what is left of a boot before, in memory.
type earlierBoot struct{ *spool.Queue }

func TestFault054_EarlierBootsFollowWhatIsLive(t *testing.T) {
	cert, pool := identity(t)
	c := startCloud(t, "127.0.0.1:0", cert, pool)
	boots := map[uint64]earlierBoot{5: {spool.New(200)}, 6: {spool.New(200)}}
	for _, q := range boots {
		for range 150 {
			q.Append(energy.Report{Snapshot: energy.Snapshot{At: time.Now().Add(-time.Hour)}})
		}
	}
	boots[5].Remove(30)
	live := spool.New(0)
	s, err := uplink.New(uplink.Config{
		Broker: c.address, TLS: &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool}, Site: site, Boot: 7,
		Retry: 50 * time.Millisecond, ResendGap: 10 * time.Millisecond,
		Earlier: func() (uint64, uplink.Shelf) {
			for _, boot := range []uint64{5, 6} {
				if oldest, next := boots[boot].Span(); oldest < next {
					return boot, boots[boot]
				}
			}
			return 0, nil
		},
	}, live, newInbox(t), quiet)
	require.NoError(t, err)
	offer(s, 3)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() { cancel(); require.NoError(t, next(t, done)) })

	require.EqualValues(t, 7, next(t, c.batches).Boot, "live data first")
	stored := func(boot, seq uint64) {
		payload, err := wire.EncodeStored(boot, seq)
		c.say(t, wire.SiteTopic(site, wire.LeafStored), payload, err)
	}
	stored(7, 3)
	for _, boot := range []uint64{5, 6} {
		seen := map[uint64]bool{}
		for len(seen) < map[uint64]int{5: 120, 6: 150}[boot] {
			b := next(t, c.batches)
			if b.Boot == boot {
				require.Greater(t, b.Waited, 59*time.Minute, "it is told how long it waited")
				for _, r := range b.Reports {
					seen[r.Seq] = true
				}
			}
			require.LessOrEqual(t, b.Boot, uint64(7))
			require.True(t, b.Boot == 7 || b.Boot <= boot, "one boot after the other")
		}
		stored(boot, 150)
	}
	require.Eventually(t, func() bool {
		oldest, next := boots[6].Span()
		return oldest == next
	}, 5*time.Second, time.Millisecond)
	require.Zero(t, s.Stats().Foreign)
}

func TestTheCloudMayAskWhyOnceASecond(t *testing.T) {
	cert, pool := identity(t)
	c := startCloud(t, "127.0.0.1:0", cert, pool)
	at, watched := time.UnixMilli(1.8e12), make(chan time.Duration, 10)
	s, err := uplink.New(uplink.Config{
		Broker: c.address, TLS: &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool}, Site: site, Boot: 7,
		Explain: func(asked wire.Question) wire.Explanation {
			return wire.Explanation{Kept: asked.At.Equal(at), Snapshot: energy.Snapshot{At: at}, Sentence: "because"}
		},
		Watch: func(d time.Duration) { watched <- d },
	}, spool.New(0), newInbox(t), quiet)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() { cancel(); require.NoError(t, next(t, done)) })
	next(t, c.statuses)
	topic := wire.SiteTopic(site, wire.LeafAsk)
	payload, err := wire.EncodeAsk(wire.Question{ID: 5, At: at, Watch: time.Minute})
	c.say(t, topic, payload, err)
	e := next(t, c.told)
	require.Equal(t, []any{uint64(5), site, uint64(7), true, "because"}, []any{e.ID, e.Site, e.Boot, e.Kept, e.Sentence})
	require.Equal(t, time.Minute, next(t, watched))
	for range 20 {
		c.say(t, topic, payload, err)
	}
	require.Eventually(t, func() bool { return s.Stats().Overflow >= 19 }, 10*time.Second, time.Millisecond)
	require.LessOrEqual(t, len(c.told), 1)
}

// A will that outlives its session is known by its number.
func TestASessionIsCounted(t *testing.T) {
	cert, pool := identity(t)
	client := func() *tls.Config { return &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool} }
	c := startCloud(t, "127.0.0.1:0", cert, pool)
	s := start(t, c.address, 7, newInbox(t), client)
	first := next(t, c.statuses)
	require.EqualValues(t, 1, first.Session)
	c.kill()
	again := startCloud(t, c.address, cert, pool)
	second := next(t, again.statuses)
	require.True(t, second.Online)
	require.Greater(t, second.Session, first.Session)
	require.Eventually(t, func() bool { return s.Begun() == 2 }, 5*time.Second, time.Millisecond)
}
