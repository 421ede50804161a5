package e2e_test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/broker"
	"github.com/hearthgrid/hearthgrid/cloud/identity"
	"github.com/hearthgrid/hearthgrid/cloud/ingest"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// station is the way in of a cloud: it enrols whoever comes, and keeps twins. Its
// history is as good as the test wants it to be.
type station struct {
	*twin.Store
	authority *identity.Authority
	receiver  *ingest.Receiver
	broker    *broker.Broker
	enroller  *httptest.Server
	address   string
	refusals  atomic.Int64 // batches with news that history does not take yet
	boots     []uint64     // that it was heard of
	stop      func()
}

func newStation(t *testing.T) *station {
	t.Helper()
	authority, err := identity.Open(t.TempDir())
	require.NoError(t, err)
	key, err := dispatchkey.New()
	require.NoError(t, err)
	s := &station{Store: twin.NewStore(), authority: authority, address: freeAddresses(t, 1)[0]}
	s.enroller = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var ask struct {
			Site energy.SiteID `json:"site"`
			CSR  string        `json:"csr_pem"`
		}
		if err := json.NewDecoder(r.Body).Decode(&ask); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		cert, err := authority.SignGateway([]byte(ask.CSR), ask.Site)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		_ = json.NewEncoder(w).Encode(api.Papers{Certificate: string(cert), Authority: string(authority.CertPEM()), Dispatch: key.Ring().String()})
	}))
	t.Cleanup(s.enroller.Close)
	s.open(t)
	return s
}

// open lets homes in, anew after shut. What was taken before is not known any more.
func (s *station) open(t *testing.T) {
	t.Helper()
	certificate, err := s.authority.ServerCertificate("localhost", "127.0.0.1")
	require.NoError(t, err)
	log := logger(t, "station")
	s.broker, err = broker.New(broker.Config{Address: s.address, Certificate: certificate, Homes: s.authority.Roots(), Log: log}, s, s)
	require.NoError(t, err)
	s.receiver = ingest.New(s, s, s.broker, time.Now, log)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 2)
	go func() { done <- s.broker.Run(ctx) }()
	go func() { done <- s.receiver.Run(ctx) }()
	s.stop = sync.OnceFunc(func() {
		stop()
		require.NoError(t, errors.Join(<-done, <-done))
	})
	t.Cleanup(s.stop)
}

func (s *station) Admit(c *x509.Certificate) (energy.SiteID, error) {
	return energy.SiteID(c.Subject.CommonName), nil
}
func (s *station) Hears(energy.SiteID, energy.PlantID) bool { return false }
func (s *station) Link(energy.SiteID, broker.Link)          {}
func (s *station) Told(wire.Explanation)                    {}
func (s *station) Receive(site energy.SiteID, leaf wire.Leaf, payload []byte) {
	s.receiver.Receive(site, leaf, payload)
}

// Take refuses what it may, so that the home has to send it again.
func (s *station) Take(b *wire.Batch, _ time.Time) error {
	for i := range b.Reports {
		if b.Reports[i].News != nil && s.refusals.Add(-1) >= 0 {
			return errors.New("the disk is full")
		}
	}
	for i := range b.Reports {
		s.receiver.Stored(b.Site, b.Boot, b.Reports[i].Seq)
	}
	return nil
}

// deaf is a home's bus with a unit that can fall silent.
type deaf struct {
	*device.Bank
	unit  uint8
	quiet atomic.Bool
}

func (d *deaf) ReadHolding(ctx context.Context, unit uint8, address uint16, into []uint16) error {
	if unit == d.unit && d.quiet.Load() {
		return errors.New("it does not answer")
	}
	return d.Bank.ReadHolding(ctx, unit, address, into)
}

// unknown starts the gateway of a home whose equipment nobody tried, and returns how
// to stop it.
func (s *station) unknown(t *testing.T, h *home, bus *deaf, dir string) (stop func()) {
	t.Helper()
	claim := filepath.Join(dir, "claim")
	require.NoError(t, os.MkdirAll(dir, 0o700))
	require.NoError(t, os.WriteFile(claim, []byte("let me in"), 0o600))
	c := gateway.Defaults()
	c.Site, c.StateDir, c.Cloud = string(h.site), dir, gateway.Cloud{MQTT: s.address, Enroll: s.enroller.URL, ClaimFile: claim}
	g, err := gateway.New(c, []gateway.Field{{Registers: bus, Units: h.units()}}, logger(t, h.site))
	require.NoError(t, err)
	ctx, end := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- g.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		end()
		require.NoError(t, <-done)
	})
	t.Cleanup(stop)
	return stop
}

// says words what stands, or happened, by boot, counted from the first that was heard.
func (s *station) says(list []twin.Happening) (out []string) {
	for _, h := range list {
		if !slices.Contains(s.boots, h.Boot) {
			s.boots = append(s.boots, h.Boot)
		}
		word := fmt.Sprintf("%d %s %s", 1+slices.Index(s.boots, h.Boot), h.Kind, h.Device)
		if h.Ended {
			word += " ended"
		}
		out = append(out, word)
	}
	return out
}

func (s *station) stands(t *testing.T, site energy.SiteID, want ...string) {
	t.Helper()
	await(t, fmt.Sprintf("%d conditions", len(want)), joinIn, func() string {
		tw, _ := s.Get(site)
		got := s.says(tw.Standing())
		return unless(fmt.Sprint(got) == fmt.Sprint(want), fmt.Sprint(got))
	})
}

// A home of an unknown pair says so once, whatever becomes of its reports: the cloud has
// no room for them, is away, and forgets; the gateway is started anew.
func TestPain11_AnUnknownPairRaisesOneEvent(t *testing.T) {
	t.Parallel()
	s, h, dir := newStation(t), newTown(t).add(t, device.Hybrid), t.TempDir()
	bus := &deaf{Bank: h.bank, unit: device.MeterUnit}
	s.refusals.Store(1)
	stop := s.unknown(t, h, bus, dir)
	s.stands(t, h.site, "1 unknown_device bus1-unit1")
	tw, _ := s.Get(h.site)
	since := tw.Standing()[0]
	require.WithinDuration(t, time.Now(), since.At, joinIn)
	require.Contains(t, since.Text, "is not known here")
	require.Equal(t, energy.Warning, since.Severity)
	await(t, "the reports to come again", 2*time.Minute, func() string {
		st := s.receiver.Stats()
		return unless(s.refusals.Load() < 0 && st.Stored > 0 && st.Missing == 0, fmt.Sprintf("%+v", st))
	})

	s.stop()
	bus.quiet.Store(true) // nobody hears of it
	await(t, "the meter to be missed", 20*time.Second, waits(10*time.Second))
	stop()
	stop = s.unknown(t, h, bus, dir)
	s.open(t)
	s.stands(t, h.site, "2 unknown_device bus1-unit1", "2 silent bus1-unit240")
	all := []string{
		"1 restart ", "1 unknown_device bus1-unit1", "1 silent bus1-unit240", "1 meter_doubt ",
		"2 restart ", "2 unknown_device bus1-unit1", "2 silent bus1-unit240",
	}
	happened := func() string {
		tw, _ := s.Get(h.site)
		return fmt.Sprint(s.says(tw.Recent()))
	}
	await(t, "what happened while nobody heard", joinIn, func() string {
		return unless(len(happened()) >= len(fmt.Sprint(all)), happened())
	})
	bus.quiet.Store(false)
	s.stands(t, h.site, "2 unknown_device bus1-unit1")
	require.Equal(t, fmt.Sprint(append(all, "2 silent bus1-unit240 ended")), happened())
	tw, _ = s.Get(h.site)
	restart := tw.Recent()[4]
	require.Equal(t, "it was stopped, and started again", restart.Text)
	stop()
}

// waits is met once so much time has passed.
func waits(d time.Duration) func() string {
	begun := time.Now()
	return func() string { return unless(time.Since(begun) >= d, "not yet") }
}
