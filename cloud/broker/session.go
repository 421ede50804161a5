package broker

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// session is one home's connection, from the TLS handshake to its end. It is
// the net.Conn that mochi sees, so that a hook finds the site at its client.
type session struct {
	*tls.Conn
	site        energy.SiteID
	cert        *x509.Certificate
	writeWithin time.Duration
	broker      *Broker
	lane        lane // of the goroutine that reads

	ended   chan struct{} // closed once nothing of the session runs any more
	left    atomic.Bool   // replaced or cut: what still arrives does not count
	accused atomic.Bool   // a foreign topic was logged already
}

var _ net.Conn = (*session)(nil)

// Write gives each write its own deadline, for mochi sets none, and closes the
// connection where one fails: a TLS stream cannot go on after half a record.
func (s *session) Write(p []byte) (int, error) {
	if err := s.SetWriteDeadline(time.Now().Add(s.writeWithin)); err != nil {
		return 0, err
	}
	n, err := s.Conn.Write(p)
	if err != nil {
		s.Close()
	}
	return n, err
}

// Close closes the socket at once. tls.Conn.Close would first wait up to 5 s
// to say goodbye to a home that does not read.
func (s *session) Close() error { return s.NetConn().Close() }

// cut ends the session: its late will and messages no longer count.
func (s *session) cut() {
	s.left.Store(true)
	s.Close()
}

// sessions holds the current session of each site.
type sessions struct {
	mu     sync.Mutex // also keeps Link calls of one site in order
	bySite map[energy.SiteID]*session
	link   func(energy.SiteID, Link)
}

func (t *sessions) get(site energy.SiteID) *session {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.bySite[site]
}

func (t *sessions) len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.bySite)
}

// enter makes s the session of its site, or returns the one that is.
func (t *sessions) enter(s *session) (former *session) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if former := t.bySite[s.site]; former != nil {
		return former
	}
	t.bySite[s.site] = s
	t.link(s.site, Up)
	return nil
}

// leave removes s if it is its site's session.
func (t *sessions) leave(s *session) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.bySite[s.site] == s {
		delete(t.bySite, s.site)
		t.link(s.site, Down)
	}
}

// cutAll ends every session, without their wills: it is we who go.
func (t *sessions) cutAll() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.bySite {
		s.cut()
	}
}
