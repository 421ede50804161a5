package uplink_test

import (
	"context"
	"crypto/tls"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/spool"
	"github.com/hearthgrid/hearthgrid/edge/uplink"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// startArmable runs a session of a home that takes arms whose ID is even.
func startArmable(t *testing.T, c *cloud, in *inbox, with func() *tls.Config) *uplink.Session {
	t.Helper()
	s, err := uplink.New(uplink.Config{
		Broker: c.address, TLS: with(), Site: site, Boot: 7,
		Armable: energy.Armable{Nominal: 50, Power: 5000, Longest: time.Hour},
		Arm: func(signed []byte) (energy.Arm, error) {
			a, err := wire.DecodeArm(signed, in.key.Ring())
			switch {
			case err != nil:
				return energy.Arm{}, err
			case a.ID%2 == 1:
				return a, &fault.Error{Op: "accept arm", Kind: fault.Unsafe}
			}
			return a, nil
		},
	}, spool.New(0), in, quiet)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() { cancel(); require.NoError(t, next(t, done)) })
	return s
}

func TestSession_ArmsAreAnsweredApartFromOrders(t *testing.T) {
	cert, pool := identity(t)
	client := func() *tls.Config { return &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool} }
	c, in := startCloud(t, "127.0.0.1:0", cert, pool), newInbox(t)
	s := startArmable(t, c, in, client)
	status := next(t, c.statuses)
	require.Equal(t, energy.Armable{Nominal: 50, Power: 5000, Longest: time.Hour}, status.Armable)
	say := func(id uint64) wire.Answer {
		a := energy.Arm{ID: id, Site: site, Boot: 7, Issued: time.Now(), Lasts: time.Minute, Nominal: 50, Curve: energy.Curve{{Away: 0.4, Share: 1}}, Up: 1}
		payload, err := wire.EncodeArm(a, in.key)
		c.say(t, wire.SiteTopic(site, wire.LeafArm), payload, err)
		return next(t, c.receipts)
	}
	taken := say(8)
	require.Equal(t, []any{true, uint64(0), uint64(8), uint64(8)}, []any{taken.Taken, taken.Order, taken.Arm, taken.HighestArm})
	refused := say(9)
	require.Equal(t, []any{false, fault.Unsafe, uint64(9), uint64(8)}, []any{refused.Taken, refused.Kind, refused.Arm, refused.HighestArm})
	c.say(t, wire.SiteTopic(site, wire.LeafArm), []byte("garbled"), nil)
	require.Eventually(t, func() bool { return s.Stats().Garbled == 1 }, 5*time.Second, time.Millisecond)
	require.Empty(t, c.receipts, "what cannot be read is not answered")
	stats := s.Stats()
	require.Equal(t, []uint64{1, 1, 0, 0, 0}, []uint64{stats.Arms, stats.Unarmed, stats.Orders, stats.Refused, stats.Highest})
}

// TestSession_AHomeThatTakesNoArmsHearsOfNone, and a broker that knows of none is no
// reason to go without the rest.
func TestSession_AHomeThatTakesNoArmsHearsOfNone(t *testing.T) {
	cert, pool := identity(t)
	client := func() *tls.Config { return &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool} }
	c, in := startCloud(t, "127.0.0.1:0", cert, pool), newInbox(t)
	plain := start(t, c.address, 7, in, client)
	require.Zero(t, next(t, c.statuses).Armable)
	c.say(t, wire.SiteTopic(site, wire.LeafArm), []byte("anything"), nil)
	payload, err := wire.EncodeOrder(energy.Order{ID: 5, Site: site, Boot: 7}, in.key)
	c.say(t, wire.SiteTopic(site, wire.LeafOrder), payload, err)
	next(t, in.orders)
	require.Zero(t, plain.Stats().Garbled)

	old := startCloud(t, "127.0.0.1:0", cert, pool)
	old.rights.denied.Store(wire.SiteTopic(site, wire.LeafArm))
	startArmable(t, old, in, client)
	require.True(t, next(t, old.statuses).Online)
	old.say(t, wire.SiteTopic(site, wire.LeafOrder), payload, err)
	next(t, in.orders)
}
