package uplink

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"sync/atomic"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// inboundLimit is how many messages wait for the receiving goroutine.
const inboundLimit = 64

type message struct {
	topic   string
	payload []byte
}

// link is one MQTT connection. It is used once: a client of the library that
// was disconnected must not be used again.
type link struct {
	client  mqtt.Client
	conn    net.Conn // set while connecting, closed in any case
	timeout time.Duration
	inbound chan message
	lost    chan error // holds the one reason
}

func dial(ctx context.Context, cfg Config, will []byte, overflow *atomic.Uint64) (*link, error) {
	l := &link{timeout: cfg.Timeout, inbound: make(chan message, inboundLimit), lost: make(chan error, 1)}
	conn, err := open(ctx, cfg)
	if err != nil {
		return nil, fail("connect to broker", cfg.Broker, fault.Unreachable, err)
	}
	l.conn = conn
	l.client = mqtt.NewClient(l.options(cfg, will, overflow))
	if err := l.await("begin session", cfg.Broker, l.client.Connect()); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

// open makes the TLS connection itself, for the library cannot be told to give
// up when a context ends.
func open(ctx context.Context, cfg Config) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, cfg.Timeout)
	defer cancel()
	return (&tls.Dialer{Config: cfg.TLS}).DialContext(ctx, "tcp", cfg.Broker)
}

func (l *link) options(cfg Config, will []byte, overflow *atomic.Uint64) *mqtt.ClientOptions {
	o := mqtt.NewClientOptions().AddBroker("tls://" + cfg.Broker)
	o.SetClientID(string(cfg.Site)).SetProtocolVersion(4).SetCleanSession(true)
	o.SetAutoReconnect(false).SetConnectRetry(false).SetStore(mqtt.NewMemoryStore())
	o.SetConnectTimeout(cfg.Timeout).SetWriteTimeout(cfg.Timeout)
	o.SetKeepAlive(cfg.KeepAlive).SetPingTimeout(cfg.Timeout)
	o.SetBinaryWill(wire.SiteTopic(cfg.Site, wire.LeafStatus), will, 0, false)
	o.SetCustomOpenConnectionFn(func(*url.URL, mqtt.ClientOptions) (net.Conn, error) { return l.conn, nil })
	o.SetConnectionLostHandler(func(_ mqtt.Client, err error) {
		l.lost <- fail("keep session", cfg.Broker, fault.Unreachable, err)
	})
	o.SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) {
		select {
		case l.inbound <- message{topic: m.Topic(), payload: m.Payload()}:
		default:
			overflow.Add(1)
		}
	})
	return o
}

func (l *link) publish(topic string, payload []byte) error {
	return l.await("publish", topic, l.client.Publish(topic, 0, false, payload))
}

// subscribe asks for topics at QoS 0 and checks that the broker granted each:
// it answers a refusal with a code, not with an error.
func (l *link) subscribe(topics ...string) error {
	filters := make(map[string]byte, len(topics))
	for _, topic := range topics {
		filters[topic] = 0
	}
	token := l.client.SubscribeMultiple(filters, nil)
	if err := l.await("subscribe", topics[0], token); err != nil {
		return err
	}
	granted := token.(*mqtt.SubscribeToken).Result()
	for _, topic := range topics {
		if code, ok := granted[topic]; !ok || code > 2 {
			return fail("subscribe", topic, fault.Denied, fmt.Errorf("the broker answered 0x%02x", code))
		}
	}
	return nil
}

func (l *link) unsubscribe(topic string) error {
	return l.await("unsubscribe", topic, l.client.Unsubscribe(topic))
}

// await never waits without a deadline: the library's plain Wait can hang.
func (l *link) await(op, subject string, token mqtt.Token) error {
	if !token.WaitTimeout(l.timeout) {
		return fail(op, subject, fault.Unknown, errors.New("no answer within the timeout"))
	}
	if err := token.Error(); err != nil {
		return fail(op, subject, fault.Unreachable, err)
	}
	return nil
}

// close ends the connection whatever state the library is in.
func (l *link) close() {
	l.client.Disconnect(100)
	_ = l.conn.Close()
}

func fail(op, subject string, kind fault.Kind, err error) error {
	return &fault.Error{Op: op, Kind: kind, Subject: subject, Err: err}
}
