package e2e_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/spool"
	"github.com/hearthgrid/hearthgrid/edge/uplink"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// teller is a home whose clock the test moves: real spool, real disk, real
// session, and a truth that is known to the last reading.
type teller struct {
	t     *testing.T
	road  *road
	site  energy.SiteID
	dir   string // of what is on its disk in this boot
	boot  uint64
	spool *spool.Spool
	at    time.Time
	said  []reading
	paper tls.Certificate

	session *uplink.Session // nil while it is offline
	hangUp  func()
}

// reading is one report as it truly was.
type reading struct {
	boot, seq uint64
	at, still time.Time
	power     energy.Watts
	charge    energy.Ratio
	holds     bool
}

func newTeller(t *testing.T, r *road, site energy.SiteID, begun time.Time) *teller {
	h := &teller{t: t, road: r, site: site, at: begun, dir: t.TempDir(), paper: r.admit(t, site)}
	h.powerUp()
	return h
}

// powerUp is a start of the gateway on what its disk holds.
func (h *teller) powerUp() {
	h.boot++
	h.spool = spool.Open(spool.Config{Site: h.site, Boot: h.boot, Folder: spool.Dir(h.dir), Log: logger(h.t, h.site)})
	h.flush()
}

// flush has the spool move all to disk, as it does when there is time for it.
func (h *teller) flush() {
	ended, end := context.WithCancel(context.Background())
	end()
	require.NoError(h.t, h.spool.Run(ended))
}

// cut takes the power away: what is on disk at that instant is all that is left.
func (h *teller) cut() {
	left := filepath.Join(h.t.TempDir(), strconv.FormatUint(h.boot, 10))
	require.NoError(h.t, os.CopyFS(left, os.DirFS(h.dir)))
	if h.session != nil {
		h.offline()
	}
	h.dir = left
	h.powerUp()
}

// online opens a session that runs until offline.
func (h *teller) online() {
	session, err := uplink.New(uplink.Config{
		Broker: h.road.address, Site: h.site, Boot: h.boot, Software: "teller", MaxLease: time.Minute,
		BackoffMin: time.Millisecond, BackoffMax: 50 * time.Millisecond, Retry: 300 * time.Millisecond, ResendGap: 2 * time.Millisecond,
		TLS: &tls.Config{Certificates: []tls.Certificate{h.paper}, RootCAs: h.road.authority.Roots(), MinVersion: tls.VersionTLS13},
		Earlier: func() (uint64, uplink.Shelf) {
			boot, left := h.spool.Earlier()
			if left == nil {
				return 0, nil
			}
			return boot, left
		},
	}, h.spool, h, logger(h.t, h.site))
	require.NoError(h.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- session.Run(ctx) }()
	h.session = session
	h.hangUp = func() { cancel(); require.NoError(h.t, <-ended) }
}

func (h *teller) offline() {
	h.hangUp()
	h.session, h.hangUp = nil, nil
}

// live tells n ticks, every one.
func (h *teller) live(n int) {
	for range n {
		h.at = h.at.Add(time.Second)
		h.tell(time.Time{}, energy.Deadband{})
	}
}

// idle tells n changes, one in every so many seconds, and what lies between
// held.
func (h *teller) idle(n int, every time.Duration) {
	for range n {
		h.at = h.at.Add(every)
		h.tell(h.at.Add(-time.Second), energy.Deadband{Heartbeat: 2 * every, Power: 50})
	}
}

func (h *teller) tell(still time.Time, band energy.Deadband) {
	n := len(h.said)
	_, seq := h.spool.Span()
	truth := reading{
		boot: h.boot, seq: seq, at: h.at, still: still,
		power: energy.Watts(n%7001) - 3000.5, charge: energy.Ratio(n%1000) / 1000, holds: band.Holds(),
	}
	report := energy.Report{Still: still, Deadband: band, Snapshot: energy.Snapshot{
		At: h.at, Grid: energy.Read(truth.power, h.at), SoC: energy.Read(truth.charge, h.at),
	}}
	h.said = append(h.said, truth)
	if h.session == nil {
		h.spool.Append(report)
		return
	}
	h.session.Offer(report)
}

// drained is "" once the cloud has said that it has all.
func (h *teller) drained() string {
	if boot, left := h.spool.Earlier(); left != nil {
		oldest, next := left.Span()
		return "boot " + strconv.FormatUint(boot, 10) + " has " + strconv.FormatUint(next-oldest, 10) + " reports left"
	}
	oldest, next := h.spool.Span()
	return unless(oldest == next, strconv.FormatUint(next-oldest, 10)+" reports wait")
}

func (*teller) Accept([]byte) (energy.Order, error) { return energy.Order{}, nil }
func (*teller) Hear([]byte) error                   { return nil }
func (*teller) Moment() energy.Moment               { return energy.Moment{1} }

// admit returns the certificate of a site, signed by the cloud's authority.
func (r *road) admit(t *testing.T, site energy.SiteID) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	asked, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: string(site)}}, key)
	require.NoError(t, err)
	signed, err := r.authority.SignGateway(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: asked}), site)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	pair, err := tls.X509KeyPair(signed, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
	require.NoError(t, err)
	return pair
}
