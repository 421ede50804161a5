package e2e_test

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"github.com/hearthgrid/hearthgrid/cloud/server"
	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/shared/config"
)

// roleEnv makes the test binary act as another process, with the
// configuration that fileEnv names.
const (
	roleEnv = "HEARTH_E2E_ROLE"
	fileEnv = "HEARTH_E2E_CONFIG"
)

// plants is how many may run side by side: they wait for physics and leases,
// hardly for a processor.
const plants = "8"

func TestMain(m *testing.M) {
	roles := map[string]func(context.Context, string, *slog.Logger) error{"gateway": actGateway, "strained": actStrained, "cloud": actCloud}
	role := os.Getenv(roleEnv)
	if role == "" {
		flag.Parse()
		if err := flag.Set("test.parallel", plants); err != nil {
			panic(err)
		}
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if err := roles[role](ctx, os.Getenv(fileEnv), log); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func actGateway(ctx context.Context, file string, log *slog.Logger) error {
	settings := gateway.Defaults()
	if err := config.Load(file, &settings); err != nil {
		return err
	}
	fields, err := gateway.Fields(settings, log)
	if err != nil {
		return err
	}
	g, err := gateway.New(settings, fields, log)
	if err != nil {
		return err
	}
	return g.Run(ctx)
}

func actCloud(ctx context.Context, file string, log *slog.Logger) error {
	settings := server.Defaults()
	if err := config.Load(file, &settings); err != nil {
		return err
	}
	return server.Run(ctx, settings, log)
}
