package load_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/bench/load"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

var since = time.Unix(1_790_000_000, 0)

func stopped() time.Time { return since }

// peer is the broker's end of one session.
type peer struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
}

// packet returns the next one, of at most 127 bytes or of two bytes' length.
func (p peer) packet() (kind byte, body []byte) {
	p.t.Helper()
	kind, err := p.r.ReadByte()
	require.NoError(p.t, err)
	n := 0
	for shift := 0; ; shift += 7 {
		b, err := p.r.ReadByte()
		require.NoError(p.t, err)
		n |= int(b&0x7F) << shift
		if b < 0x80 {
			break
		}
	}
	body = make([]byte, n)
	_, err = io.ReadFull(p.r, body)
	require.NoError(p.t, err)
	return kind, body
}

func (p peer) say(bytes ...byte) {
	p.t.Helper()
	_, err := p.conn.Write(bytes)
	require.NoError(p.t, err)
}

// open returns a session and its peer, once both agree.
func open(t *testing.T, site energy.SiteID) (*load.Session, peer) {
	t.Helper()
	near, far := net.Pipe()
	p := peer{t: t, conn: far, r: bufio.NewReader(far)}
	press, err := load.NewPress()
	require.NoError(t, err)
	opened := make(chan *load.Session, 1)
	go func() {
		s, _ := load.Open(context.Background(), near, site, press, stopped) // nil where it failed
		opened <- s
	}()
	kind, body := p.packet()
	require.Equal(t, byte(0x10), kind)
	require.Equal(t, string(site), string(body[len(body)-len(site):]))
	p.say(0x20, 2, 0, 0)
	kind, body = p.packet()
	require.Equal(t, byte(0x82), kind)
	require.Contains(t, string(body), wire.SiteTopic(site, wire.LeafStored))
	p.say(0x90, 3, 0, 1, 0)
	s := <-opened
	require.NotNil(t, s)
	t.Cleanup(s.Close)
	return s, p
}

func TestSamplesAreNumberedAndApart(t *testing.T) {
	s, p := open(t, "home-1")
	gate := load.NewWindow(3, 0)
	sent := make(chan error, 1)
	go func() { sent <- load.Fleet{s}.Send(t.Context(), gate, 1) }()
	for seq := uint64(1); seq <= 3; seq++ {
		kind, body := p.packet()
		require.Equal(t, byte(0x30), kind)
		topic := wire.SiteTopic("home-1", wire.LeafTelemetry)
		require.Equal(t, topic, string(body[2:2+len(topic)]))
		b, err := wire.DecodeTelemetry(body[2+len(topic):])
		require.NoError(t, err)
		require.Len(t, b.Reports, 1)
		require.Equal(t, seq, b.Reports[0].Seq)
		require.True(t, b.Reports[0].Snapshot.At.Equal(since.Add(time.Duration(seq-1)*time.Millisecond)))
	}
	gate.Close()
	require.NoError(t, <-sent)
	require.EqualValues(t, 3, load.Fleet{s}.Sent())
}

func TestManySamplesGoInOneMessage(t *testing.T) {
	s, p := open(t, "home-1")
	sent := make(chan error, 1)
	gate := load.NewWindow(1, 0)
	go func() { sent <- load.Fleet{s}.Send(t.Context(), gate, 3) }()
	_, body := p.packet()
	b, err := wire.DecodeTelemetry(body[2+len(wire.SiteTopic("home-1", wire.LeafTelemetry)):])
	require.NoError(t, err)
	require.Len(t, b.Reports, 3)
	for i, r := range b.Reports {
		require.EqualValues(t, i+1, r.Seq)
		require.True(t, r.Deadband.On())
		require.True(t, r.Snapshot.At.Equal(since.Add(time.Duration(i-2)*time.Millisecond)))
	}
	gate.Close()
	require.NoError(t, <-sent)
	require.EqualValues(t, 3, load.Fleet{s}.Sent())
}

func TestAHomeKnowsWhatItWasToldIsStored(t *testing.T) {
	s, p := open(t, "home-1")
	f := func(boot, seq, want uint64) {
		t.Helper()
		payload, err := wire.EncodeStored(boot, seq)
		require.NoError(t, err)
		topic := wire.SiteTopic("home-1", wire.LeafStored)
		packet := []byte{0x30, byte(2 + len(topic) + len(payload)), 0, byte(len(topic))}
		p.say(append(append(packet, topic...), payload...)...)
		p.say(0xD0, 0) // once this is taken, so is the one before
		require.Equal(t, want, s.Told())
	}
	f(load.Boot, 7, 7)
	f(load.Boot+1, 9, 7)
	require.ErrorContains(t, load.Fleet{s}.Untold(), "home-1 sent 0 samples and was told that 7 are stored")
}

func TestARefusedSessionSaysWhatWasAnswered(t *testing.T) {
	near, far := net.Pipe()
	press, err := load.NewPress()
	require.NoError(t, err)
	failed := make(chan error, 1)
	go func() {
		_, err := load.Open(context.Background(), near, "home-1", press, stopped)
		failed <- err
	}()
	p := peer{t: t, conn: far, r: bufio.NewReader(far)}
	p.packet()
	p.say(0x20, 2, 0, 5)
	require.ErrorContains(t, <-failed, "session of home-1: answer to packet 10 is 20 00 05: want 20 00 00")
}

func TestSendingEndsWithItsContext(t *testing.T) {
	s, _ := open(t, "home-1") // whose peer does not read
	ctx, stop := context.WithCancel(t.Context())
	sent := make(chan error, 1)
	go func() { sent <- load.Fleet{s}.Send(ctx, load.NewWindow(3, 0), 1) }()
	stop()
	<-sent
}
