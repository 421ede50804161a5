package broker_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/broker"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// raw is a home that sends bytes of its own choice.
type raw struct {
	t    *testing.T
	conn *tls.Conn
	in   *bufio.Reader
}

func (w *world) raw(t *testing.T, site energy.SiteID) *raw {
	conn, err := tls.Dial("tcp", w.broker.Addr().String(), &tls.Config{RootCAs: w.ca.pool(), Certificates: []tls.Certificate{w.enrol(site)}})
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(patience)))
	return &raw{t: t, conn: conn, in: bufio.NewReader(conn)}
}

func (r *raw) send(packets ...[]byte) {
	r.t.Helper()
	_, err := r.conn.Write(bytes.Join(packets, nil))
	require.NoError(r.t, err)
}

// hears requires the bytes of a packet as the next to come.
func (r *raw) hears(want ...byte) {
	r.t.Helper()
	got := make([]byte, len(want))
	_, err := io.ReadFull(r.in, got)
	require.NoError(r.t, err)
	require.Equal(r.t, want, got)
}

// packet is a control packet of MQTT 3.1.1, section 2.
func packet(kind byte, body ...[]byte) []byte {
	all := bytes.Join(body, nil)
	out := []byte{kind}
	n := len(all)
	for ; n >= 0x80; n >>= 7 {
		out = append(out, byte(n)|0x80)
	}
	return append(append(out, byte(n)), all...)
}

func name(s string) []byte { return append([]byte{byte(len(s) >> 8), byte(len(s))}, s...) }

func hello(site string, keepAliveS byte) []byte {
	return packet(0x10, name("MQTT"), []byte{4, 2, 0, keepAliveS}, name(site))
}

func says(site energy.SiteID, leaf wire.Leaf, payload string) []byte {
	return packet(0x30, name(wire.SiteTopic(site, leaf)), []byte(payload))
}

func (w *world) hearsAll(site energy.SiteID, leaf wire.Leaf, payloads ...string) {
	w.t.Helper()
	for _, p := range payloads {
		w.expect(heard{site: site, leaf: leaf, payload: p})
	}
}

// TestLane_KeepsTheOrderOfPacketsHoweverTheyAreCut: all a home says comes in the
// order in which it said it, whether it passes mochi by or not, and wherever a
// read happens to end.
func TestLane_KeepsTheOrderOfPacketsHoweverTheyAreCut(t *testing.T) {
	var stream []byte
	var want []heard
	add := func(leaf wire.Leaf, payload string) {
		stream = append(stream, says("home-1", leaf, payload)...)
		want = append(want, heard{site: "home-1", leaf: leaf, payload: payload})
	}
	for i := range 3 {
		add(wire.LeafTelemetry, fmt.Sprint("a", i))
		add(wire.LeafStatus, fmt.Sprint("b", i))
		add(wire.LeafTelemetry, string(bytes.Repeat([]byte{'c'}, 1500*i))) // past what the lane has room for, and empty
		stream = append(stream, packet(0x32, name(wire.SiteTopic("home-1", wire.LeafTelemetry)), []byte{0, byte(i + 1)}, []byte("d"))...)
		want = append(want, heard{site: "home-1", leaf: wire.LeafTelemetry, payload: "d"})
		stream = append(stream, packet(0xC0)...)
	}
	f := func(size int) {
		t.Helper()
		w := start(t, nil)
		home := w.raw(t, "home-1")
		home.send(hello("home-1", 60))
		home.hears(0x20, 2, 0, 0)
		w.expect(heard{site: "home-1", link: broker.Up})
		for rest := stream; len(rest) > 0; rest = rest[min(size, len(rest)):] {
			home.send(rest[:min(size, len(rest))])
		}
		for _, h := range want {
			w.expect(h)
		}
		require.NoError(t, w.stop())
	}
	f(len(stream))
	f(1)
	f(7)
	f(2048)
}

// TestLane_TakesNothingOfWhoIsNotLetIn: telemetry that does not wait for the answer to
// its CONNECT counts once that is yes, and never where it is no.
func TestLane_TakesNothingOfWhoIsNotLetIn(t *testing.T) {
	w := start(t, nil)
	eager := w.raw(t, "home-1")
	eager.send(hello("home-1", 60), says("home-1", wire.LeafTelemetry, "early"))
	eager.hears(0x20, 2, 0, 0)
	w.expect(heard{site: "home-1", link: broker.Up})
	w.hearsAll("home-1", wire.LeafTelemetry, "early")

	liar := w.raw(t, "home-2")
	liar.send(hello("home-1", 60), says("home-2", wire.LeafTelemetry, "never"))
	_, err := io.Copy(io.Discard, liar.in)
	require.NoError(t, err)
	silent := w.raw(t, "home-3")
	silent.send(says("home-3", wire.LeafTelemetry, "never"))
	_, err = io.Copy(io.Discard, silent.in)
	require.NoError(t, err)
	foreign := says("home-9", wire.LeafTelemetry, "never")
	eager.send(foreign, says("home-1", wire.LeafTelemetry, "after"))
	w.hearsAll("home-1", wire.LeafTelemetry, "after")
	require.EqualValues(t, 1, w.broker.Stats().Refused[broker.ForeignTopic])
	require.Empty(t, w.heard)
}

// TestLane_TelemetryKeepsASessionAlive: mochi never sees it, and yet must not
// give up who sends it; nor may it keep who then is silent.
func TestLane_TelemetryKeepsASessionAlive(t *testing.T) {
	w := start(t, nil)
	home := w.raw(t, "home-1")
	home.send(hello("home-1", 1)) // given up after 1 s, for mochi counts whole seconds
	home.hears(0x20, 2, 0, 0)
	w.expect(heard{site: "home-1", link: broker.Up})
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	begun := time.Now()
	for time.Since(begun) < 2500*time.Millisecond {
		home.send(says("home-1", wire.LeafTelemetry, "on"))
		w.hearsAll("home-1", wire.LeafTelemetry, "on")
		<-tick.C
	}
	last := time.Now()
	w.expect(heard{site: "home-1", link: broker.Down})
	require.Greater(t, time.Since(last), 500*time.Millisecond)
}
