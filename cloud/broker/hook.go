package broker

import (
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// hook is what mochi asks at every step of a client.
type hook struct {
	mqtt.HookBase
	broker *Broker
}

// ID names the hook to mochi.
func (h *hook) ID() string { return "hearthgrid" }

// Provides lists the questions this hook answers.
func (h *hook) Provides(b byte) bool {
	switch b {
	case mqtt.OnConnectAuthenticate, mqtt.OnACLCheck, mqtt.OnPublish, mqtt.OnPublishDropped, mqtt.OnWill:
		return true
	}
	return false
}

// OnConnectAuthenticate decides on a CONNECT. TLS has said who it is.
func (h *hook) OnConnectAuthenticate(cl *mqtt.Client, pk packets.Packet) bool {
	s, ok := cl.Net.Conn.(*session)
	if !ok {
		return false
	}
	b := h.broker
	switch will := cl.Properties.Will; {
	case pk.ProtocolVersion != 4:
		return b.refuse(s, Protocol, "version", pk.ProtocolVersion)
	case cl.ID != string(s.site):
		return b.refuse(s, OtherSite, "client_id", cl.ID)
	case will.Flag != 0 && will.TopicName != wire.SiteTopic(s.site, wire.LeafStatus):
		return b.refuse(s, ForeignWill, "topic", will.TopicName)
	}
	// A clean session, whatever was asked: nothing may wait for a home.
	cl.Properties.Clean = true
	cl.State.Keepalive = b.keepAlive(cl.State.Keepalive)
	return b.begin(s)
}

// OnACLCheck decides on a topic, at each publish, subscribe and delivery: a
// home that left its plant hears no more of it, subscribed or not.
func (h *hook) OnACLCheck(cl *mqtt.Client, topic string, write bool) bool {
	s, ok := cl.Net.Conn.(*session)
	if !ok {
		return false
	}
	var allowed bool
	if write {
		_, allowed = publishes(s.site, topic)
	} else {
		allowed = hears(h.broker.admission, s.site, topic)
	}
	if !allowed {
		h.broker.accuse(s, topic)
	}
	return allowed
}

// OnPublish hands the message to the receiver and keeps it off the routing
// path. At QoS 1 mochi then acknowledges: the receiver has it, no more.
func (h *hook) OnPublish(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	s, ok := cl.Net.Conn.(*session)
	if !ok {
		return pk, nil // our own, from Publish
	}
	leaf, ok := publishes(s.site, pk.TopicName)
	if !ok || s.left.Load() {
		return pk, packets.ErrRejectPacket
	}
	if pk.FixedHeader.Qos > 1 {
		// MQTT 3.1.1 can refuse QoS 2 only so, and mochi's second leg of it can
		// deadlock (Inflight.NextImmediate locks twice).
		h.broker.refuse(s, Protocol, "qos", pk.FixedHeader.Qos)
		s.cut()
		return pk, packets.ErrRejectPacket
	}
	h.broker.receive(s, leaf, pk.Payload)
	if pk.FixedHeader.Qos == 1 {
		return pk, packets.CodeSuccessIgnore
	}
	return pk, packets.ErrRejectPacket
}

// OnPublishDropped cuts a home whose queue is full: one that missed a message
// must not believe it has heard them all.
func (h *hook) OnPublishDropped(cl *mqtt.Client, pk packets.Packet) {
	if s, ok := cl.Net.Conn.(*session); ok && s.left.CompareAndSwap(false, true) {
		h.broker.refuse(s, Slow, "topic", pk.TopicName)
		s.Close()
	}
}

// OnWill takes the will of a session that is still its site's: the will of one
// that was replaced would say that the home is gone. mochi checks no rights
// here and would route it, so what it gets back goes to no one.
func (h *hook) OnWill(cl *mqtt.Client, will mqtt.Will) (mqtt.Will, error) {
	s, ok := cl.Net.Conn.(*session)
	if ok && !s.left.Load() && h.broker.sessions.get(s.site) == s {
		h.broker.receive(s, wire.LeafStatus, will.Payload)
	}
	return mqtt.Will{TopicName: wire.SiteTopic("nobody", wire.LeafStatus)}, nil
}

// keepAlive grants what the home asks, in seconds, up to SilentFor; 0 asks for
// ever, which a dead home would have.
func (b *Broker) keepAlive(asked uint16) uint16 {
	most := uint16(min(b.config.SilentFor/time.Second, 1<<16-1))
	if asked == 0 || asked > most {
		return most
	}
	return asked
}
