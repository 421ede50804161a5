package main

import (
	"context"
	"crypto/tls"
	"log/slog"
	"sync/atomic"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/hearthgrid/hearthgrid/cloud/identity"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// bare drives a broker with nothing behind it, whose consumer only counts. It
// knows the homes by the root kept in stateDir, as the cloud does.
func bare(ctx context.Context, stateDir string, homes []home, span time.Duration) (float64, error) {
	b := mqtt.New(&mqtt.Options{InlineClient: true, Logger: slog.New(slog.DiscardHandler)})
	defer b.Close()
	var taken atomic.Uint64
	address, err := serveBare(b, stateDir, &taken)
	if err != nil {
		return 0, err
	}
	return drive(ctx, address, homes, func() (uint64, error) { return taken.Load(), nil }, span)
}

func serveBare(b *mqtt.Server, stateDir string, taken *atomic.Uint64) (address string, err error) {
	authority, err := identity.Open(stateDir)
	if err != nil {
		return "", err
	}
	certificate, err := authority.ServerCertificate("127.0.0.1")
	if err != nil {
		return "", err
	}
	l := listeners.NewTCP(listeners.Config{ID: "bare", Address: "127.0.0.1:0", TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{certificate}, ClientCAs: authority.Roots(),
		ClientAuth: tls.RequireAndVerifyClientCert, MinVersion: tls.VersionTLS13,
	}})
	if err := b.AddHook(&open{}, nil); err != nil {
		return "", err
	}
	if err := b.AddListener(l); err != nil {
		return "", err
	}
	count := func(*mqtt.Client, packets.Subscription, packets.Packet) { taken.Add(1) }
	if err := b.Subscribe("+/+/+/"+string(wire.LeafTelemetry), 1, count); err != nil {
		return "", err
	}
	return l.Address(), b.Serve()
}

// open lets in everyone that TLS let in, to publish anywhere.
type open struct{ mqtt.HookBase }

// ID names the hook to mochi.
func (*open) ID() string { return "open" }

// Provides lists the questions this hook answers.
func (*open) Provides(b byte) bool { return b == mqtt.OnConnectAuthenticate || b == mqtt.OnACLCheck }

// OnConnectAuthenticate lets the client in.
func (*open) OnConnectAuthenticate(*mqtt.Client, packets.Packet) bool { return true }

// OnACLCheck allows every topic.
func (*open) OnACLCheck(*mqtt.Client, string, bool) bool { return true }
