package broker

import (
	"bufio"
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/mochi-mqtt/server/v2/listeners"
)

// listener accepts sockets, proves who they are and hands them to mochi. It
// stands in for mochi's own, which sets no deadline before CONNECT, accepts
// without limit, and hangs on Close while such a socket is open.
type listener struct {
	broker     *Broker
	socket     net.Listener
	tls        *tls.Config
	handshakes chan struct{} // one token for each that may run; more stay in the kernel's queue
	inlets     sync.Pool     // of *[inletBytes]byte

	serving chan struct{} // closed when Serve has returned
	running sync.WaitGroup
	mu      sync.Mutex
	open    map[net.Conn]struct{} // nil once closed
}

var _ listeners.Listener = (*listener)(nil)

func newListener(b *Broker, socket net.Listener) *listener {
	l := &listener{
		broker: b, socket: socket, handshakes: make(chan struct{}, b.config.Handshakes),
		serving: make(chan struct{}), open: map[net.Conn]struct{}{},
		inlets: sync.Pool{New: func() any { return new([inletBytes]byte) }},
	}
	l.tls = &tls.Config{
		Certificates: []tls.Certificate{b.config.Certificate}, ClientCAs: b.config.Homes, MinVersion: tls.VersionTLS13,
		// With RequireAndVerify a missing certificate could not be told from
		// other failures; verify refuses it, still inside the handshake.
		ClientAuth: tls.VerifyClientCertIfGiven, VerifyConnection: l.verify,
	}
	return l
}

// verify runs in every handshake, resumed ones too.
func (l *listener) verify(state tls.ConnectionState) error {
	if len(state.PeerCertificates) == 0 {
		return errNoCertificate
	}
	_, err := l.broker.admission.Admit(state.PeerCertificates[0])
	return err
}

// Serve accepts until the socket is closed.
func (l *listener) Serve(establish listeners.EstablishFn) {
	defer close(l.serving)
	for {
		l.handshakes <- struct{}{}
		conn, err := l.accept()
		if err != nil {
			return
		}
		if !l.track(conn) {
			<-l.handshakes
			continue
		}
		l.running.Go(func() {
			defer l.forget(conn)
			l.serve(conn, establish)
		})
	}
}

// accept rides out errors that pass, such as too many open files.
func (l *listener) accept() (net.Conn, error) {
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		conn, err := l.socket.Accept()
		if err == nil || l.closed() {
			return conn, err
		}
		l.broker.log.Error("cannot accept", "error", err)
		time.Sleep(wait)
	}
}

// serve is the life of one connection; it returns when all of it has ended.
func (l *listener) serve(conn net.Conn, establish listeners.EstablishFn) {
	s, err := l.handshake(conn)
	<-l.handshakes
	if err != nil {
		l.refuse(conn, reasonOf(err), err)
		return
	}
	defer close(s.ended)
	defer l.broker.sessions.leave(s)
	err = establish(l.ID(), s)
	l.broker.forget(s)
	if l.broker.sessions.get(s.site) == s {
		l.broker.log.Info("home disconnected", "site", s.site, "cause", err)
	}
}

// handshake returns conn as the session of a site that is let in.
func (l *listener) handshake(conn net.Conn) (*session, error) {
	if err := conn.SetDeadline(time.Now().Add(l.broker.config.ConnectWithin)); err != nil {
		return nil, err
	}
	secure := tls.Server(newInlet(conn, &l.inlets), l.tls)
	ctx, cancel := context.WithTimeout(context.Background(), l.broker.config.ConnectWithin)
	defer cancel()
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	cert := secure.ConnectionState().PeerCertificates[0]
	site, err := l.broker.admission.Admit(cert)
	if err != nil {
		return nil, err
	}
	return &session{
		Conn: secure, site: site, cert: cert, writeWithin: l.broker.config.WriteWithin, ended: make(chan struct{}),
		broker: l.broker, lane: lane{in: bufio.NewReaderSize(secure, laneBytes)},
	}, nil
}

func (l *listener) refuse(conn net.Conn, reason Reason, err error) {
	l.broker.counters.refused[reason].Add(1)
	l.broker.log.Warn("home refused", "reason", reason.String(), "remote", conn.RemoteAddr().String(), "error", err)
}

// track notes conn as open, or closes it where there is no room.
func (l *listener) track(conn net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open == nil || len(l.open) >= l.broker.config.Connections {
		conn.Close()
		l.broker.counters.refused[TooMany].Add(1)
		return false
	}
	l.open[conn] = struct{}{}
	return true
}

func (l *listener) forget(conn net.Conn) {
	conn.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, conn)
}

func (l *listener) closed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.open == nil
}

// stop closes the socket and every connection.
func (l *listener) stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for conn := range l.open {
		conn.Close()
	}
	l.open = nil
	l.socket.Close()
}

// Close is mochi's way to stop. Its callback walks the clients under a lock it
// takes twice; stop has closed them already.
func (l *listener) Close(listeners.CloseFn) { l.stop() }

// Init has nothing to open: New did.
func (l *listener) Init(*slog.Logger) error { return nil }

// ID names the listener to mochi.
func (l *listener) ID() string { return "homes" }

// Address returns the address listened on.
func (l *listener) Address() string { return l.socket.Addr().String() }

// Protocol names what is spoken.
func (l *listener) Protocol() string { return "mqtts" }
