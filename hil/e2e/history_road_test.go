package e2e_test

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/broker"
	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/cloud/identity"
	"github.com/hearthgrid/hearthgrid/cloud/ingest"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// road is the way of telemetry through the cloud, in this process: a broker and
// what it hands to, which may die and be started anew, and a history whose
// database may be away.
type road struct {
	t         *testing.T
	address   string
	authority *identity.Authority
	database  *away
	client    *history.Client
	history   *history.Writer
	twins     *twin.Store
	ingest    atomic.Pointer[ingest.Receiver]
	kill      func() // the broker
}

// away is a database that may be.
type away struct {
	http.RoundTripper
	down atomic.Bool
}

var errAway = errors.New("connection refused")

func (a *away) RoundTrip(r *http.Request) (*http.Response, error) {
	if a.down.Load() {
		return nil, errAway
	}
	return a.RoundTripper.RoundTrip(r)
}

// newRoad starts all of it. A process can hold one database, so no test that has
// a road may be parallel.
func newRoad(t *testing.T) *road {
	dir := t.TempDir()
	embedded, err := history.OpenEmbedded(history.DefaultEmbedded(filepath.Join(dir, "history")))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, embedded.Close()) })
	r := &road{t: t, address: freeAddresses(t, 1)[0], database: &away{RoundTripper: embedded}, twins: twin.NewStore()}
	r.authority, err = identity.Open(dir)
	require.NoError(t, err)
	r.client, err = history.NewClient("http://history", r.database)
	require.NoError(t, err)
	config := history.DefaultConfig(filepath.Join(dir, "journal"))
	config.BatchWait, config.ShipWait = 20*time.Millisecond, 20*time.Millisecond
	r.history, err = history.NewWriter(config, r.client, r, logger(t, "history"))
	require.NoError(t, err)
	during(t, r.history.Run)
	r.startBroker()
	t.Cleanup(func() { r.kill() })
	return r
}

// startBroker starts a broker on the same port and an ingest that knows nothing.
func (r *road) startBroker() {
	certificate, err := r.authority.ServerCertificate("127.0.0.1")
	require.NoError(r.t, err)
	b, err := broker.New(broker.Config{
		Address: r.address, Certificate: certificate, Homes: r.authority.Roots(), Log: logger(r.t, "broker"),
	}, byName{}, r)
	require.NoError(r.t, err)
	in := ingest.New(r, r.history, b, time.Now, logger(r.t, "ingest"))
	r.ingest.Store(in)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 2)
	go func() { ended <- b.Run(ctx) }()
	go func() { ended <- in.Run(ctx) }()
	r.kill = func() {
		cancel()
		require.NoError(r.t, errors.Join(<-ended, <-ended))
	}
}

// byName lets in who the authority has signed, by its name.
type byName struct{}

func (byName) Admit(c *x509.Certificate) (energy.SiteID, error) {
	return energy.ParseSiteID(c.Subject.CommonName)
}
func (byName) Hears(energy.SiteID, energy.PlantID) bool { return false }

func (r *road) Receive(site energy.SiteID, leaf wire.Leaf, payload []byte) {
	if in := r.ingest.Load(); in != nil { // nil: a message before its start is done
		in.Receive(site, leaf, payload)
	}
}
func (r *road) Link(energy.SiteID, broker.Link) {}

func (r *road) Batch(b wire.Batch, received time.Time)       { r.twins.Batch(b, received) }
func (r *road) Presence(p wire.Presence, received time.Time) { r.twins.Presence(p, received) }
func (r *road) Answer(a wire.Answer, received time.Time)     { r.twins.Answer(a, received) }
func (r *road) Told(wire.Explanation)                        {}

func (r *road) Stored(site energy.SiteID, boot, seq uint64) {
	r.ingest.Load().Stored(site, boot, seq)
}
