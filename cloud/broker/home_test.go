package broker_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/broker"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

const patience = 10 * time.Second

// authority signs the certificates of one test.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	a := &authority{key: key}
	a.cert = a.sign(t, &x509.Certificate{IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, key).Leaf
	return a
}

func (a *authority) sign(t testing.TB, template *x509.Certificate, key *ecdsa.PrivateKey) tls.Certificate {
	t.Helper()
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	require.NoError(t, err)
	template.SerialNumber = serial
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent := a.cert
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), a.key)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func (a *authority) issue(t testing.TB, name string, use x509.ExtKeyUsage) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return a.sign(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{use}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}, key)
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// register is an Admission a test can write on.
type register struct {
	mu      sync.Mutex
	sites   map[string]energy.SiteID // by certificate
	revoked map[string]bool
	plants  map[energy.PlantID]map[energy.SiteID]bool
	broken  error
}

func (r *register) Admit(cert *x509.Certificate) (energy.SiteID, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	site, ok := r.sites[string(cert.Raw)]
	switch {
	case r.broken != nil:
		return "", r.broken
	case !ok:
		return "", &fault.Error{Op: "admit", Kind: fault.NotFound}
	case r.revoked[string(cert.Raw)]:
		return "", &fault.Error{Op: "admit", Kind: fault.Denied, Subject: string(site)}
	}
	return site, nil
}

func (r *register) Hears(site energy.SiteID, plant energy.PlantID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.plants[plant][site]
}

func (r *register) with(change func(*register)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(r)
}

// heard is one call of the receiver.
type heard struct {
	site    energy.SiteID
	leaf    wire.Leaf // "" for a link
	payload string
	link    broker.Link
}

type receiver chan heard

func (r receiver) Receive(site energy.SiteID, leaf wire.Leaf, payload []byte) {
	r <- heard{site: site, leaf: leaf, payload: string(payload)}
}

func (r receiver) Link(site energy.SiteID, link broker.Link) { r <- heard{site: site, link: link} }

// world is a running broker and what surrounds it.
type world struct {
	t        testing.TB
	broker   *broker.Broker
	ca       *authority
	register *register
	heard    receiver
	log      *journal
	stop     func() error
}

// journal is a log that can be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func start(t testing.TB, change func(*broker.Config)) *world {
	t.Helper()
	w := &world{t: t, ca: newAuthority(t), heard: make(receiver, 4096), log: &journal{}}
	w.register = &register{
		sites: map[string]energy.SiteID{}, revoked: map[string]bool{}, plants: map[energy.PlantID]map[energy.SiteID]bool{},
	}
	config := broker.Config{
		Address: "127.0.0.1:0", Certificate: w.ca.issue(t, "broker", x509.ExtKeyUsageServerAuth), Homes: w.ca.pool(),
		Log: slog.New(slog.NewTextHandler(w.log, nil)),
	}
	if change != nil {
		change(&config)
	}
	b, err := broker.New(config, w.register, w.heard)
	require.NoError(t, err)
	w.broker = b
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	w.stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { require.NoError(t, w.stop()) })
	return w
}

// enrol returns a certificate that admits site.
func (w *world) enrol(site energy.SiteID) tls.Certificate {
	w.t.Helper()
	cert := w.ca.issue(w.t, string(site), x509.ExtKeyUsageClientAuth)
	w.register.with(func(r *register) { r.sites[string(cert.Leaf.Raw)] = site })
	return cert
}

func (w *world) options(id string, certs ...tls.Certificate) *paho.ClientOptions {
	return paho.NewClientOptions().AddBroker("ssl://" + w.broker.Addr().String()).SetClientID(id).
		SetTLSConfig(&tls.Config{RootCAs: w.ca.pool(), Certificates: certs}).
		SetProtocolVersion(4).SetAutoReconnect(false).SetConnectTimeout(patience)
}

func (w *world) dial(options *paho.ClientOptions) (paho.Client, error) {
	client := paho.NewClient(options)
	token := client.Connect()
	if !token.WaitTimeout(patience) {
		return nil, errors.New("no answer to CONNECT")
	}
	return client, token.Error()
}

// home returns a connected home, and has seen its link come up.
func (w *world) home(site energy.SiteID) paho.Client {
	w.t.Helper()
	client, err := w.dial(w.options(string(site), w.enrol(site)))
	require.NoError(w.t, err)
	w.t.Cleanup(func() { client.Disconnect(0) })
	w.expect(heard{site: site, link: broker.Up})
	return client
}

func (w *world) expect(want heard) {
	w.t.Helper()
	select {
	case got := <-w.heard:
		require.Equal(w.t, want, got)
	case <-time.After(patience):
		require.Fail(w.t, "nothing heard", fmt.Sprint(want))
	}
}

func (w *world) eventually(what string, condition func() bool) {
	w.t.Helper()
	require.Eventually(w.t, condition, patience, 5*time.Millisecond, what)
}

func done(t testing.TB, token paho.Token) {
	t.Helper()
	require.True(t, token.WaitTimeout(patience), "no answer")
	require.NoError(t, token.Error())
}
