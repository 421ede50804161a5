package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/hearthgrid/hearthgrid/cloud/identity"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// serveBare is what the cloud is compared to: mochi as it comes, with an inline
// subscriber that only counts. Homes come over the same mutual TLS 1.3, proved
// by the same authority, and may then publish anywhere. The count is asked for
// where the cloud's is, so that asking costs both the same.
func serveBare(ctx context.Context, p place) error {
	b := mqtt.New(&mqtt.Options{InlineClient: true, Logger: slog.New(slog.DiscardHandler)})
	var taken atomic.Uint64
	if err := openBare(b, p, &taken); err != nil {
		return err
	}
	socket, err := net.Listen("tcp", p.HTTP)
	if err != nil {
		return err
	}
	counts := &http.Server{Handler: counter(&taken), ReadHeaderTimeout: dialWithin}
	served := make(chan error, 1)
	go func() { served <- counts.Serve(socket) }()
	<-ctx.Done()
	// mochi is left to the end of the process: its Close can hang where many
	// homes drop at once (Clients.GetByListener locks twice).
	err = counts.Close()
	if end := <-served; !errors.Is(end, http.ErrServerClosed) {
		err = errors.Join(err, end)
	}
	return err
}

func openBare(b *mqtt.Server, p place, taken *atomic.Uint64) error {
	authority, err := identity.Open(p.cloud().StateDir)
	if err != nil {
		return err
	}
	certificate, err := authority.ServerCertificate("127.0.0.1")
	if err != nil {
		return err
	}
	l := listeners.NewTCP(listeners.Config{ID: "bare", Address: p.MQTT, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{certificate}, ClientCAs: authority.Roots(),
		ClientAuth: tls.RequireAndVerifyClientCert, MinVersion: tls.VersionTLS13,
	}})
	if err := b.AddHook(&open{}, nil); err != nil {
		return err
	}
	if err := b.AddListener(l); err != nil {
		return err
	}
	count := func(*mqtt.Client, packets.Subscription, packets.Packet) { taken.Add(1) }
	if err := b.Subscribe("+/+/+/"+string(wire.LeafTelemetry), 1, count); err != nil {
		return err
	}
	return b.Serve()
}

// counter answers as the cloud's API does.
func counter(taken *atomic.Uint64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		var v counted
		v.Telemetry.Stored = taken.Load()
		_ = json.NewEncoder(w).Encode(v) // who asked and went away will ask again
	})
}

// dialWithin bounds the opening of one connection.
const dialWithin = 20 * time.Second

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
