package broker_test

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"log/slog"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/broker"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

func slogDiscard() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestTraffic_HomeToCloudAtBothQualities(t *testing.T) {
	w := start(t, nil)
	home := w.home("home-1")
	for i, leaf := range []wire.Leaf{wire.LeafTelemetry, wire.LeafStatus, wire.LeafReceipt} {
		for qos := range byte(2) {
			payload := fmt.Sprint(i, qos)
			done(t, home.Publish(wire.SiteTopic("home-1", leaf), qos, true, payload))
			w.expect(heard{site: "home-1", leaf: leaf, payload: payload})
		}
	}
	require.EqualValues(t, 6, w.broker.Stats().Messages)
}

func TestTraffic_CloudToHome(t *testing.T) {
	w := start(t, nil)
	w.register.with(func(r *register) { r.plants["plant-1"] = map[energy.SiteID]bool{"home-1": true, "home-2": true} })
	first, second := w.home("home-1"), w.home("home-2")
	got := make(chan string, 16)
	listen := func(home paho.Client, name, topic string) {
		done(t, home.Subscribe(topic, 1, func(_ paho.Client, m paho.Message) {
			got <- name + " " + m.Topic() + " " + string(m.Payload())
		}))
	}
	order, signal := wire.SiteTopic("home-1", wire.LeafOrder), wire.SignalTopic("plant-1")
	listen(first, "1", order)
	listen(first, "1", signal)
	listen(second, "2", signal)
	next := func() string {
		t.Helper()
		select {
		case line := <-got:
			return line
		case <-time.After(patience):
			require.Fail(t, "nothing came down")
			return ""
		}
	}
	require.NoError(t, w.broker.Publish(order, []byte("a")))
	require.Equal(t, "1 "+order+" a", next())
	require.NoError(t, w.broker.Publish(signal, []byte("b")))
	require.ElementsMatch(t, []string{"1 " + signal + " b", "2 " + signal + " b"}, []string{next(), next()})

	w.register.with(func(r *register) { delete(r.plants["plant-1"], "home-2") })
	require.NoError(t, w.broker.Publish(signal, []byte("c")))
	require.NoError(t, w.broker.Publish(order, []byte("d")))
	require.Equal(t, "1 "+signal+" c", next(), "who left the plant hears no more of it")
	require.Equal(t, "1 "+order+" d", next())
	require.Empty(t, got)
}

func TestPublish_RefusesWhatNoHomeHears(t *testing.T) {
	w := start(t, nil)
	w.home("home-1")
	f := func(want fault.Kind, topic string, size int) {
		t.Helper()
		require.Equal(t, want, fault.KindOf(w.broker.Publish(topic, make([]byte, size))))
	}
	f(fault.Unreachable, wire.SiteTopic("home-2", wire.LeafOrder), 1)
	f(fault.Invalid, wire.SiteTopic("home-1", wire.LeafTelemetry), 1)
	f(fault.Invalid, "hg1/#", 1)
	f(fault.Invalid, "$SYS/broker/version", 1)
	f(fault.Invalid, wire.SiteTopic("home-1", wire.LeafOrder), broker.MaxPayload+1)
	require.NoError(t, w.broker.Publish(wire.SiteTopic("home-1", wire.LeafOrder), bytes.Repeat([]byte{1}, broker.MaxPayload)))
}

// TestAccess_Matrix asks for every topic with every verb. What is allowed is
// spelt out; all else must be refused.
func TestAccess_Matrix(t *testing.T) {
	w := start(t, nil)
	w.register.with(func(r *register) {
		r.plants["plant-1"] = map[energy.SiteID]bool{"home-1": true}
		r.plants["plant-2"] = map[energy.SiteID]bool{"home-2": true}
	})
	own := func(leaf string) string { return fmt.Sprintf("hg1/%d/home-1/%s", wire.Partition("home-1"), leaf) }
	mayPublish := map[string]bool{own("telemetry"): true, own("status"): true, own("receipt"): true}
	maySubscribe := map[string]bool{own("order"): true, own("stored"): true, "hg1/plants/plant-1/signal": true}

	topics := []string{
		"hg1", "#", "+", "/", "hg1/#", "hg1/+/+/+", "hg1/+/home-1/order", "$SYS/#", "$SYS/broker/version", "+/+/home-1/order",
		"hg1/plants/+/signal", "hg1/plants/#", "hg1/plants/plant-1/#", "hg1/plants/plant-1/Signal", "hg1/plants/plant-3/signal",
		fmt.Sprintf("hg1/%d/home-1/order", wire.Partition("home-1")+1), fmt.Sprintf("hg1/0%d/home-1/order", wire.Partition("home-1")),
	}
	for _, site := range []energy.SiteID{"home-1", "home-2"} {
		for _, leaf := range []string{"telemetry", "status", "receipt", "order", "stored", "", "+", "#", "other", "order/", "order/x"} {
			topics = append(topics, fmt.Sprintf("hg1/%d/%s/%s", wire.Partition(site), site, leaf))
		}
	}
	topics = append(topics, "hg1/plants/plant-1/signal", "hg1/plants/plant-2/signal")
	for _, topic := range topics[:len(topics):len(topics)] {
		topics = append(topics, "$share/group/"+topic, "/"+topic, topic+"/")
	}

	home := w.home("home-1")
	end := own("receipt")
	allowed := 0
	for _, topic := range topics {
		token := home.Subscribe(topic, 0, nil).(*paho.SubscribeToken)
		if token.WaitTimeout(patience) {
			granted := token.Error() == nil
			for _, code := range token.Result() { // keyed without a $share prefix
				granted = granted && code < 0x80
			}
			require.Equal(t, maySubscribe[topic], granted, "subscribe %s", topic)
			if granted {
				allowed++
			}
		}
		if bytes.ContainsAny([]byte(topic), "+#") {
			continue // paho and MQTT itself refuse a wildcard in a publish
		}
		done(t, home.Publish(topic, 0, false, "probe"))
		done(t, home.Publish(end, 0, false, "end"))
		if mayPublish[topic] {
			_, leaf, err := wire.ParseSiteTopic(topic)
			require.NoError(t, err)
			w.expect(heard{site: "home-1", leaf: leaf, payload: "probe"})
		}
		w.expect(heard{site: "home-1", leaf: wire.LeafReceipt, payload: "end"})
	}
	require.Equal(t, len(maySubscribe), allowed, "each allowed topic was asked for")
	require.NotZero(t, w.broker.Stats().Refused[broker.ForeignTopic])
}

func TestSession_OnePerSiteAndALateWillDoesNotCount(t *testing.T) {
	w := start(t, nil)
	cert := w.enrol("home-1")
	status := wire.SiteTopic("home-1", wire.LeafStatus)
	lost := make(chan struct{})
	old := w.options("home-1", cert).SetWill(status, "old gone", 1, true).
		SetConnectionLostHandler(func(paho.Client, error) { close(lost) })
	_, err := w.dial(old)
	require.NoError(t, err)
	w.expect(heard{site: "home-1", link: broker.Up})

	fresh, err := w.dial(w.options("home-1", cert).SetWill(status, "new gone", 1, true))
	require.NoError(t, err)
	<-lost
	w.expect(heard{site: "home-1", link: broker.Down})
	w.expect(heard{site: "home-1", link: broker.Up})
	require.Equal(t, 1, w.broker.Stats().Connected)
	done(t, fresh.Publish(status, 1, false, "here"))
	w.expect(heard{site: "home-1", leaf: wire.LeafStatus, payload: "here"})

	fresh.Disconnect(100)
	w.expect(heard{site: "home-1", link: broker.Down})
	require.Empty(t, w.heard, "neither the late will nor that of an orderly end counts")
}

func TestSession_AWillCountsWhenTheLinkBreaks(t *testing.T) {
	w := start(t, nil)
	var link *breakable
	options := w.options("home-1", w.enrol("home-1")).SetWill(wire.SiteTopic("home-1", wire.LeafStatus), "gone", 0, false)
	link = breakableDial(options)
	_, err := w.dial(options)
	require.NoError(t, err)
	w.expect(heard{site: "home-1", link: broker.Up})
	link.cut()
	w.expect(heard{site: "home-1", leaf: wire.LeafStatus, payload: "gone"})
	w.expect(heard{site: "home-1", link: broker.Down})
}

func TestFault042_RevokeCutsTheSessionAndBarsTheNext(t *testing.T) {
	w := start(t, nil)
	cert := w.enrol("home-1")
	lost := make(chan struct{})
	options := w.options("home-1", cert).SetConnectionLostHandler(func(paho.Client, error) { close(lost) })
	_, err := w.dial(options)
	require.NoError(t, err)
	w.expect(heard{site: "home-1", link: broker.Up})

	w.register.with(func(r *register) { r.revoked[string(cert.Leaf.Raw)] = true })
	w.broker.Disconnect("home-1")
	select {
	case <-lost:
	case <-time.After(5 * time.Second):
		require.Fail(t, "the session outlives its certificate")
	}
	w.expect(heard{site: "home-1", link: broker.Down})
	options.SetConnectionLostHandler(nil)
	_, err = w.dial(options)
	require.Error(t, err)
	require.NotErrorIs(t, w.broker.Publish(wire.SiteTopic("home-1", wire.LeafOrder), nil), nil)
}

func TestSession_AHomeThatDoesNotReadIsCut(t *testing.T) {
	w := start(t, nil)
	config := &tls.Config{RootCAs: w.ca.pool(), Certificates: []tls.Certificate{w.enrol("h")}}
	conn, err := tls.Dial("tcp", w.broker.Addr().String(), config)
	require.NoError(t, err)
	defer conn.Close()
	topic := wire.SiteTopic("h", wire.LeafOrder)
	connect := []byte{0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1, 'h'}
	subscribe := append([]byte{0x82, byte(5 + len(topic)), 0, 1, 0, byte(len(topic))}, topic...)
	_, err = conn.Write(append(append(connect, subscribe...), 0))
	require.NoError(t, err)
	_, err = conn.Read(make([]byte, 9)) // CONNACK and SUBACK, in one record or two
	require.NoError(t, err)
	w.expect(heard{site: "h", link: broker.Up})

	payload := make([]byte, broker.MaxPayload)
	w.eventually("cut", func() bool {
		for range 32 {
			_ = w.broker.Publish(topic, payload)
		}
		return w.broker.Stats().Refused[broker.Slow] == 1
	})
	w.expect(heard{site: "h", link: broker.Down})
}
