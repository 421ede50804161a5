package main

import (
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/cloud/broker"
	"github.com/hearthgrid/hearthgrid/cloud/identity"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// exchange is what a gateway on the wall has for a cloud: the product's own broker with
// mutual TLS, enrolment, and a dispatch key. It decides nothing: what is sent, and when,
// is the script's to say.
type exchange struct {
	authority  *identity.Authority
	claim      identity.Claim
	dispatcher *dispatchkey.Signer
	broker     *broker.Broker
	enrolment  net.Listener

	mu    sync.Mutex
	boxes map[energy.SiteID]*mailbox
}

// newExchange returns an exchange that keeps who it is in dir, and is bound to its
// addresses, of the broker and of the enrolment.
func newExchange(dir, mqtt, enrolment string) (e *exchange, err error) {
	e = &exchange{boxes: map[energy.SiteID]*mailbox{}}
	if e.authority, err = identity.Open(dir); err != nil {
		return nil, err
	}
	if e.claim, err = identity.OpenClaim(dir); err != nil {
		return nil, err
	}
	if e.dispatcher, err = identity.OpenDispatchKey(dir); err != nil {
		return nil, err
	}
	host, _, err := net.SplitHostPort(mqtt)
	if err != nil {
		return nil, err
	}
	certificate, err := e.authority.ServerCertificate(host)
	if err != nil {
		return nil, err
	}
	e.broker, err = broker.New(broker.Config{
		Address: mqtt, Certificate: certificate, Homes: e.authority.Roots(), Log: slog.New(slog.DiscardHandler),
	}, e, e)
	if err != nil {
		return nil, err
	}
	e.enrolment, err = net.Listen("tcp", enrolment)
	return e, err
}

// run serves until ctx ends.
func (e *exchange) run(ctx context.Context) error {
	server := &http.Server{Handler: e.enrols(), ReadHeaderTimeout: answerWithin}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return e.broker.Run(ctx) })
	g.Go(func() error { return e.look(ctx) })
	g.Go(func() error {
		if err := server.Serve(e.enrolment); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	g.Go(func() error { <-ctx.Done(); return server.Close() })
	return g.Wait()
}

// looking is how often homes are tended: somebody looks at them, so that each tick
// tells a moment that an order can rest on.
const looking, asking = 500 * time.Millisecond, time.Minute

// look asks homes to tell every tick, and takes what they told off their hands.
func (e *exchange) look(ctx context.Context) error {
	ticks := time.NewTicker(looking)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-ticks.C:
			for site, box := range e.all() {
				for topic, payload := range box.errands(site, now) {
					_ = e.broker.Publish(topic, payload) // to a home that has gone: it is asked anew
				}
			}
		}
	}
}

func (e *exchange) all() map[energy.SiteID]*mailbox {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := map[energy.SiteID]*mailbox{}
	for site, box := range e.boxes {
		out[site] = box
	}
	return out
}

func (e *exchange) box(site energy.SiteID) *mailbox {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.boxes[site] == nil {
		e.boxes[site] = newMailbox()
	}
	return e.boxes[site]
}

// Admit lets in whom the authority signed, unless its uplink is cut.
func (e *exchange) Admit(cert *x509.Certificate) (energy.SiteID, error) {
	site, err := energy.ParseSiteID(cert.Subject.CommonName)
	if err == nil && e.box(site).isCut() {
		err = &fault.Error{Op: "admit", Kind: fault.Busy, Subject: string(site), Err: errors.New("its uplink is cut")}
	}
	return site, err
}

// Hears lets every home hear every signal.
func (e *exchange) Hears(energy.SiteID, energy.PlantID) bool { return true }

// Receive puts what a home says into its mailbox.
func (e *exchange) Receive(site energy.SiteID, leaf wire.Leaf, payload []byte) {
	e.box(site).take(leaf, payload)
}

// Link notes sessions.
func (e *exchange) Link(site energy.SiteID, link broker.Link) { e.box(site).linked(link == broker.Up) }

// answerWithin is how long a home may take to answer, and a client to ask.
const answerWithin = 3 * time.Second

// send hands a home what is on leaf, and returns its answer.
func (e *exchange) send(site energy.SiteID, leaf wire.Leaf, payload []byte) error {
	box := e.box(site)
	box.empty()
	if err := e.broker.Publish(wire.SiteTopic(site, leaf), payload); err != nil {
		return err
	}
	timer := time.NewTimer(answerWithin)
	defer timer.Stop()
	select {
	case a := <-box.answers:
		if a.Taken {
			return nil
		}
		return &fault.Error{Op: string(leaf), Kind: a.Kind, Subject: string(site), Err: errors.New(a.Reason)}
	case <-timer.C:
		return &fault.Error{Op: string(leaf), Kind: fault.Unreachable, Subject: string(site), Err: errors.New("no answer")}
	}
}
