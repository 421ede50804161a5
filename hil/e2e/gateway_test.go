package e2e_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// startGateway starts the home's gateway as a process that reads the home over
// Modbus TCP. A second start in dir is a restart on the same state.
func startGateway(t *testing.T, h *home, dir string, c gateway.Cloud) *process {
	t.Helper()
	return startRole(t, "gateway", writeGatewayFile(t, h, dir, c))
}

// writeGatewayFile puts the home's site file into dir and returns its path.
func writeGatewayFile(t *testing.T, h *home, dir string, c gateway.Cloud) string {
	t.Helper()
	file := filepath.Join(dir, "gateway.toml")
	require.NoError(t, os.MkdirAll(dir, 0o700))
	require.NoError(t, os.WriteFile(file, []byte(gatewayFile(h, dir, c)), 0o600))
	return file
}

func gatewayFile(h *home, dir string, c gateway.Cloud) string {
	var units []string
	for _, u := range h.units() {
		units = append(units, strconv.Itoa(int(u)))
	}
	return fmt.Sprintf(`site = %q
state_dir = %q

[cloud]
mqtt = %q
enroll = %q
claim_file = %q

[[bus]]
tcp = %q
units = [%s]

[[known]]
maker = "Hearthgrid"
model = "*"
version = "*"

[limits]
reserve_ratio = 0.1
`, h.site, dir, c.MQTT, c.Enroll, c.ClaimFile, h.address, strings.Join(units, ", "))
}

// runGateway runs the home's gateway inside this process, its bus without a
// wire, until the test ends.
func runGateway(t *testing.T, h *home, dir string, c gateway.Cloud) {
	t.Helper()
	settings := gateway.Defaults()
	settings.Site, settings.StateDir, settings.Cloud = string(h.site), dir, c
	settings.Known = []gateway.Kind{{Maker: device.Maker, Model: "*", Version: "*"}}
	g, err := gateway.New(settings, []gateway.Field{{Registers: h.bank, Units: h.units()}}, logger(t, h.site))
	require.NoError(t, err)
	during(t, func(ctx context.Context) error { return g.Run(ctx) })
}

// logger returns what one part of this process writes to. It is shown where
// the test fails.
func logger(t *testing.T, site energy.SiteID) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), nil)).With("site", site)
}
