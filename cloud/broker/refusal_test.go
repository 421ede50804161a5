package broker_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/broker"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

func TestRow02_ThreeRefusalsThreeReasons(t *testing.T) {
	w := start(t, nil)
	own, other, revoked := w.enrol("home-1"), w.enrol("home-2"), w.enrol("home-1")
	w.register.with(func(r *register) { r.revoked[string(revoked.Leaf.Raw)] = true })
	stranger := newAuthority(t).issue(t, "home-1", x509.ExtKeyUsageClientAuth)
	unrecorded := w.ca.issue(t, "home-1", x509.ExtKeyUsageClientAuth)
	serverUse := w.ca.issue(t, "home-1", x509.ExtKeyUsageServerAuth)
	f := func(want broker.Reason, id string, certs ...tls.Certificate) {
		t.Helper()
		before, lines := w.broker.Stats().Refused[want], strings.Count(w.log.String(), "reason="+want.String())
		_, err := w.dial(w.options(id, certs...))
		require.Error(t, err)
		w.eventually("counted as "+want.String(), func() bool { return w.broker.Stats().Refused[want] == before+1 })
		w.eventually("logged as "+want.String(), func() bool {
			return strings.Count(w.log.String(), "reason="+want.String()) == lines+1
		})
	}
	f(broker.NoCertificate, "home-1")
	f(broker.RevokedCertificate, "home-1", revoked)
	f(broker.UnknownCertificate, "home-1", unrecorded)
	f(broker.UnknownCertificate, "home-1", stranger)
	f(broker.UnknownCertificate, "home-1", serverUse)
	f(broker.OtherSite, "home-1", other)
	f(broker.OtherSite, "", own)

	require.Empty(t, w.heard, "a refused home is not heard of")
	require.Zero(t, w.broker.Stats().Connected)
	client, err := w.dial(w.options("home-1", own))
	require.NoError(t, err)
	client.Disconnect(0)
}

func TestRefusal_OurFaultIsNotTheHomes(t *testing.T) {
	w := start(t, nil)
	cert := w.enrol("home-1")
	w.register.with(func(r *register) { r.broken = &fault.Error{Op: "admit", Err: errors.New("registry closed")} })
	_, err := w.dial(w.options("home-1", cert))
	require.Error(t, err)
	w.eventually("counted", func() bool { return w.broker.Stats().Refused[broker.AdmissionFailed] == 1 })
	require.Zero(t, w.broker.Stats().Refused[broker.UnknownCertificate])
}

func TestRefusal_OtherProtocolAndForeignWill(t *testing.T) {
	w := start(t, nil)
	cert := w.enrol("home-1")
	_, err := w.dial(w.options("home-1", cert).SetProtocolVersion(3))
	require.Error(t, err)
	require.EqualValues(t, 1, w.broker.Stats().Refused[broker.Protocol])
	_, err = w.dial(w.options("home-1", cert).SetWill(wire.SiteTopic("home-2", wire.LeafStatus), "gone", 0, false))
	require.Error(t, err)
	require.EqualValues(t, 1, w.broker.Stats().Refused[broker.ForeignWill])
	require.Empty(t, w.heard)
}

func TestRefusal_ExactlyOnceIsNotSpoken(t *testing.T) {
	w := start(t, nil)
	home := w.home("home-1")
	home.Publish(wire.SiteTopic("home-1", wire.LeafReceipt), 2, false, "x")
	w.expect(heard{site: "home-1", link: broker.Down})
	require.EqualValues(t, 1, w.broker.Stats().Refused[broker.Protocol])
	require.Zero(t, w.broker.Stats().Messages)
}

func TestListener_CutsWhoSaysNothing(t *testing.T) {
	w := start(t, func(c *broker.Config) { c.ConnectWithin = 200 * time.Millisecond })
	f := func(dial func() (net.Conn, error)) {
		t.Helper()
		conn, err := dial()
		require.NoError(t, err)
		defer conn.Close()
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(patience)))
		_, err = conn.Read(make([]byte, 1))
		require.Error(t, err)
		var timeout net.Error
		require.False(t, errors.As(err, &timeout) && timeout.Timeout(), "the broker must cut first")
	}
	address := w.broker.Addr().String()
	f(func() (net.Conn, error) { return net.Dial("tcp", address) })
	config := &tls.Config{RootCAs: w.ca.pool(), Certificates: []tls.Certificate{w.enrol("home-1")}}
	f(func() (net.Conn, error) { return tls.Dial("tcp", address, config) })
}

func TestListener_HoldsItsLimitOfConnections(t *testing.T) {
	w := start(t, func(c *broker.Config) { c.Connections = 1 })
	w.home("home-1")
	_, err := w.dial(w.options("home-2", w.enrol("home-2")))
	require.Error(t, err)
	require.NotZero(t, w.broker.Stats().Refused[broker.TooMany])
	require.Equal(t, 1, w.broker.Stats().Connected)
}

func TestListener_RefusesAHugePacketBeforeAllocating(t *testing.T) {
	w := start(t, nil)
	config := &tls.Config{RootCAs: w.ca.pool(), Certificates: []tls.Certificate{w.enrol("home-1")}}
	conn, err := tls.Dial("tcp", w.broker.Addr().String(), config)
	require.NoError(t, err)
	defer conn.Close()
	_, err = conn.Write([]byte{0x10, 0xff, 0xff, 0xff, 0x7f}) // CONNECT of 256 MiB
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(5*time.Second)))
	_, err = conn.Read(make([]byte, 1))
	require.Error(t, err)
	var timeout net.Error
	require.False(t, errors.As(err, &timeout) && timeout.Timeout(), "the broker must cut at the header")
}

func TestRun_StopsInTimeWithEveryKindOfSocketOpen(t *testing.T) {
	w := start(t, func(c *broker.Config) { c.StopWithin = 4 * time.Second })
	w.home("home-1")
	silent, err := net.Dial("tcp", w.broker.Addr().String())
	require.NoError(t, err)
	defer silent.Close()
	config := &tls.Config{RootCAs: w.ca.pool(), Certificates: []tls.Certificate{w.enrol("home-2")}}
	unsaid, err := tls.Dial("tcp", w.broker.Addr().String(), config)
	require.NoError(t, err)
	defer unsaid.Close()

	require.NoError(t, w.stop())
	w.expect(heard{site: "home-1", link: broker.Down})
	require.Zero(t, w.broker.Stats().Connected)
	_, err = net.Dial("tcp", w.broker.Addr().String())
	require.Error(t, err)
}

func TestNew_SaysWhatIsMissing(t *testing.T) {
	f := func(change func(*broker.Config), kind fault.Kind) {
		t.Helper()
		ca := newAuthority(t)
		config := broker.Config{
			Address: "127.0.0.1:0", Certificate: ca.issue(t, "b", x509.ExtKeyUsageServerAuth), Homes: ca.pool(),
			Log: slogDiscard(),
		}
		change(&config)
		_, err := broker.New(config, &register{}, make(receiver, 1))
		require.Equal(t, kind, fault.KindOf(err), err)
	}
	f(func(c *broker.Config) { c.Homes = nil }, fault.Invalid)
	f(func(c *broker.Config) { c.Log = nil }, fault.Invalid)
	f(func(c *broker.Config) { c.Certificate = tls.Certificate{} }, fault.Invalid)
	f(func(c *broker.Config) { c.StopWithin = -1 }, fault.Invalid)
	f(func(c *broker.Config) { c.Connections = -1 }, fault.Invalid)
	f(func(c *broker.Config) { c.Address = "127.0.0.1:99999" }, fault.Unreachable)
}

func TestRun_StopsWithAHundredHomes(t *testing.T) {
	w := start(t, nil)
	const homes = 100
	for i := range homes {
		w.home(energy.SiteID(fmt.Sprint("home-", i)))
	}
	require.Equal(t, homes, w.broker.Stats().Connected)
	require.NoError(t, w.stop())
	require.Zero(t, w.broker.Stats().Connected)
	require.Len(t, w.heard, homes, "one end for each, and no will")
}
