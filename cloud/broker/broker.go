package broker

import (
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// writesPending is how many messages wait for one home before it is cut. It is
// also memory: mochi's default of 8192 costs 64 KiB for each.
const writesPending = 64

// readBuffer is mochi's, in bytes: what it reads is buffered in the lane.
const readBuffer = 256

// Broker is an MQTT broker for homes. It is safe for concurrent use.
type Broker struct {
	config    Config
	log       *slog.Logger
	admission Admission
	receiver  Receiver
	sessions  sessions
	counters  counters
	longs     sync.Pool // of *[]byte, for packets that a lane has no room for
	listener  *listener
	server    *mqtt.Server
}

// New returns a broker that is bound to its address and serves once Run runs.
func New(config Config, admission Admission, receiver Receiver) (*Broker, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	b := &Broker{
		config: config.withDefaults(), log: config.Log, admission: admission, receiver: receiver,
		sessions: sessions{bySite: map[energy.SiteID]*session{}, link: receiver.Link},
		server:   mqtt.New(options()),
		longs:    sync.Pool{New: func() any { return new([]byte) }},
	}
	if err := b.server.AddHook(&hook{broker: b}, nil); err != nil {
		return nil, &fault.Error{Op: "start broker", Err: err}
	}
	socket, err := net.Listen("tcp", config.Address)
	if err != nil {
		return nil, &fault.Error{
			Op: "start broker", Kind: fault.Unreachable, Subject: config.Address, Err: err,
			Hint: "is another broker running on this port?",
		}
	}
	b.listener = newListener(b, socket)
	return b, nil
}

// Addr returns the address the broker listens on.
func (b *Broker) Addr() net.Addr { return b.listener.socket.Addr() }

// Publish sends payload to the homes that hear topic: a site's order or stored
// topic, or a plant's signal. It goes out at most once (QoS 0): mochi loses
// commands whose packet id meets one of the home's own, and orders are sent
// again anyway. It fails as Invalid for another topic or a payload over
// MaxPayload, and as Unreachable, with nothing sent, if the site has no session.
func (b *Broker) Publish(topic string, payload []byte) error {
	if len(payload) > MaxPayload {
		return cannotPublish(topic, fault.Invalid, errors.New("payload too large"))
	}
	if _, err := wire.ParseSignalTopic(topic); err != nil {
		site, leaf, err := wire.ParseSiteTopic(topic)
		if err != nil {
			return cannotPublish(topic, fault.Invalid, err)
		}
		if !leaf.ToHome() {
			return cannotPublish(topic, fault.Invalid, errors.New("homes publish here, not the cloud"))
		}
		if b.sessions.get(site) == nil {
			return cannotPublish(topic, fault.Unreachable, errors.New("the site is not connected"))
		}
	}
	if err := b.server.Publish(topic, payload, false, 0); err != nil {
		return cannotPublish(topic, fault.Internal, err)
	}
	return nil
}

// Disconnect cuts the site's session, if there is one. Its will does not count.
func (b *Broker) Disconnect(site energy.SiteID) {
	if s := b.sessions.get(site); s != nil {
		s.cut()
		b.log.Info("home cut", "site", site)
	}
}

// Stats returns the counters. Refused holds every reason, zeros included.
func (b *Broker) Stats() Stats {
	stats := Stats{Connected: b.sessions.len(), Messages: b.counters.messages.Load(), Refused: map[Reason]uint64{}}
	for r := range numReasons {
		stats.Refused[r] = b.counters.refused[r].Load()
	}
	return stats
}

// begin makes s its site's session, ending the former one first: mochi's own
// takeover can lose the new client while the old one ends.
func (b *Broker) begin(s *session) bool {
	deadline := time.NewTimer(b.config.ConnectWithin)
	defer deadline.Stop()
	for former := b.sessions.enter(s); former != nil; former = b.sessions.enter(s) {
		former.cut()
		select {
		case <-former.ended:
		case <-deadline.C:
			return b.refuse(s, StillConnected)
		}
	}
	// Asked again now that Disconnect can find the session: a revocation since
	// the handshake would otherwise pass between the two.
	site, err := b.admission.Admit(s.cert)
	if err != nil {
		return b.refuse(s, reasonOf(err), "error", err)
	}
	if site != s.site {
		return b.refuse(s, OtherSite, "certificate_now_of", site)
	}
	s.openLane()
	b.log.Info("home connected", "site", s.site, "remote", s.RemoteAddr().String())
	return true
}

// forget removes what mochi keeps of a client whose CONNACK failed: a later
// clean-up by name could hit the site's next session.
func (b *Broker) forget(s *session) {
	if cl, ok := b.server.Clients.Get(string(s.site)); ok && cl.Net.Conn == s {
		b.server.Clients.Delete(cl.ID)
	}
}

func (b *Broker) receive(s *session, leaf wire.Leaf, payload []byte) {
	b.counters.messages.Add(1)
	b.receiver.Receive(s.site, leaf, payload)
}

// refuse counts and logs a refusal. It returns false, for the hook to pass on.
func (b *Broker) refuse(s *session, reason Reason, args ...any) bool {
	b.counters.refused[reason].Add(1)
	args = append(args, "reason", reason.String(), "site", s.site, "remote", s.RemoteAddr().String())
	b.log.Warn("home refused", args...)
	return false
}

// accuse counts every foreign topic and logs the first of a session.
func (b *Broker) accuse(s *session, topic string) {
	if s.accused.CompareAndSwap(false, true) {
		b.refuse(s, ForeignTopic, "topic", topic)
		return
	}
	b.counters.refused[ForeignTopic].Add(1)
}

func cannotPublish(topic string, kind fault.Kind, err error) error {
	return &fault.Error{Op: "publish", Kind: kind, Subject: topic, Err: err}
}
