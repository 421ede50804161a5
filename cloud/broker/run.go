package broker

import (
	"context"
	"errors"
	"log/slog"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Run serves until ctx ends, then cuts all homes and returns nil. It returns
// an error if that takes longer than StopWithin. A broker runs once.
func (b *Broker) Run(ctx context.Context) error {
	if err := b.server.AddListener(b.listener); err != nil {
		return &fault.Error{Op: "run broker", Err: err}
	}
	if err := b.server.Serve(); err != nil {
		return &fault.Error{Op: "run broker", Err: err}
	}
	b.log.Info("broker serves", "address", b.Addr().String())
	<-ctx.Done()
	return b.stop()
}

// stop cuts the homes before it closes mochi, whose Close waits for them with
// no bound and can hang where many drop at once.
func (b *Broker) stop() error {
	b.sessions.cutAll()
	b.listener.stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		<-b.listener.serving
		b.listener.running.Wait()
		b.server.Close()
	}()
	select {
	case <-ended:
		b.log.Info("broker stopped")
		return nil
	case <-time.After(b.config.StopWithin):
		return &fault.Error{
			Op: "stop broker", Subject: b.Addr().String(),
			Err: errors.New("homes or mochi did not end in time"), Hint: "end the process",
		}
	}
}

// options are mochi's, with its defaults undone where they do harm: no limit
// of size, 8192 writes pending, a stop-the-world memory reading each second
// for $SYS topics no one may hear. It logs payloads and every keep-alive, so
// its log is discarded; all that matters is logged here.
func options() *mqtt.Options {
	capabilities := mqtt.NewDefaultServerCapabilities()
	capabilities.MaximumPacketSize = 256 << 10
	capabilities.MaximumClientWritesPending = writesPending
	capabilities.MaximumInflight = writesPending
	capabilities.ReceiveMaximum = writesPending
	capabilities.TopicAliasMaximum = 0
	capabilities.WildcardSubAvailable = 0
	capabilities.SharedSubAvailable = 0
	return &mqtt.Options{
		ClientNetReadBufferSize: readBuffer, Capabilities: capabilities, InlineClient: true, Logger: slog.New(slog.DiscardHandler),
		SysTopicResendInterval: int64((365 * 24 * time.Hour).Seconds()),
	}
}
