package uplink_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log/slog"
	"math/big"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"
	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

const site = energy.SiteID("home-1")

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// identity returns a certificate that is its own authority, for both ends.
func identity(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: string(site)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, pool
}

// cloud is a real broker on loopback with what homes said to it.
type cloud struct {
	server   *mochi.Server
	rights   allow
	kill     func()
	address  string
	batches  chan wire.Batch
	statuses chan wire.Presence
	receipts chan wire.Answer
	told     chan wire.Explanation
}

func startCloud(t *testing.T, address string, cert tls.Certificate, pool *x509.CertPool) *cloud {
	t.Helper()
	l, err := tls.Listen("tcp", address, &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert})
	require.NoError(t, err)
	c := &cloud{
		server: mochi.New(&mochi.Options{InlineClient: true, Logger: quiet}), address: l.Addr().String(),
		batches: make(chan wire.Batch, 1000), statuses: make(chan wire.Presence, 100), receipts: make(chan wire.Answer, 100), told: make(chan wire.Explanation, 100),
	}
	require.NoError(t, c.server.AddHook(&c.rights, nil))
	require.NoError(t, c.server.AddListener(listeners.NewNet("tls", l)))
	listen(t, c.server, wire.LeafTelemetry, wire.DecodeTelemetry, c.batches)
	listen(t, c.server, wire.LeafStatus, wire.DecodeStatus, c.statuses)
	listen(t, c.server, wire.LeafReceipt, wire.DecodeReceipt, c.receipts)
	listen(t, c.server, wire.LeafTold, wire.DecodeTold, c.told)
	require.NoError(t, c.server.Serve())
	c.kill = sync.OnceFunc(func() { _ = c.server.Close() })
	t.Cleanup(c.kill)
	return c
}

func listen[T any](t *testing.T, s *mochi.Server, leaf wire.Leaf, decode func([]byte) (T, error), into chan T) {
	t.Helper()
	id := map[wire.Leaf]int{wire.LeafTelemetry: 1, wire.LeafStatus: 2, wire.LeafReceipt: 3, wire.LeafTold: 4}[leaf]
	require.NoError(t, s.Subscribe(wire.SiteTopic(site, leaf), id, func(_ *mochi.Client, _ packets.Subscription, p packets.Packet) {
		if v, err := decode(p.Payload); err == nil {
			into <- v
		}
	}))
}

func (c *cloud) say(t *testing.T, topic string, payload []byte, err error) {
	t.Helper()
	require.NoError(t, err)
	require.NoError(t, c.server.Publish(topic, payload, false, 0))
}

func next[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(10 * time.Second):
		require.FailNow(t, "nothing came within 10 s")
		panic("unreachable")
	}
}

// allow lets everyone in: the certificate was checked by the listener.
type allow struct {
	mochi.HookBase
	denied atomic.Value // string: a topic nobody may hear
}

func (*allow) ID() string { return "allow" }

func (*allow) Provides(b byte) bool { return b == mochi.OnConnectAuthenticate || b == mochi.OnACLCheck }

func (*allow) OnConnectAuthenticate(*mochi.Client, packets.Packet) bool { return true }

func (a *allow) OnACLCheck(_ *mochi.Client, topic string, _ bool) bool {
	return a.denied.Load() != topic
}
