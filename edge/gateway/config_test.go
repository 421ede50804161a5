package gateway_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/shared/config"
)

const good = `site = "home-0001"
state_dir = "/tmp/x"

[cloud]
mqtt = "127.0.0.1:8883"
enroll = "http://127.0.0.1:8080"
claim_file = "claim"

[[bus]]
tcp = "127.0.0.1:502"
units = [1, 240]

[limits]
max_export_w = 0
`

func decode(text string) (gateway.Config, error) {
	c := gateway.Defaults()
	return c, config.Decode("site.toml", []byte(text), &c)
}

func TestZeroExportIsALimitAndNoneIsNone(t *testing.T) {
	c := gateway.Defaults()
	require.NoError(t, config.Decode("site.toml", []byte(good), &c))
	require.NotNil(t, c.Limits.MaxExportW)
	require.Zero(t, *c.Limits.MaxExportW)
	require.Nil(t, c.Limits.MaxImportW)
}

func TestRow11_MisspeltKeyIsRefusedWithLineAndNearestName(t *testing.T) {
	_, err := decode(strings.Replace(good, "max_export_w", "max_exprot_w", 1))
	require.ErrorContains(t, err, "site.toml:14")
	require.ErrorContains(t, err, "max_exprot_w")
	require.ErrorContains(t, err, "max_export_w")
}

func TestRefusalsNameTheSetting(t *testing.T) {
	f := func(old, changed, want string) {
		t.Helper()
		require.Contains(t, good, old)
		_, err := decode(strings.Replace(good, old, changed, 1))
		require.ErrorContains(t, err, want)
	}
	f(`"home-0001"`, `"home 1"`, "site")
	f(`state_dir = "/tmp/x"`, `tick_ms = 5`, "tick_ms")
	f(`tcp = "127.0.0.1:502"`, ``, "bus 1: want either tcp or serial")
	f(`tcp = "127.0.0.1:502"`, `serial = "/dev/x"`, "baud")
	f(`[1, 240]`, `[]`, "units")
	f(`[1, 240]`, `[0]`, "unit 0")
	f(`"127.0.0.1:8883"`, `"there"`, "cloud.mqtt")
	f(`"http://127.0.0.1:8080"`, `"there"`, "cloud.enroll")
	f(`max_export_w = 0`, `max_export_w = -1`, "max_export_w")
	f(`max_export_w = 0`, `reserve_ratio = 2`, "reserve_ratio")
	f(`max_export_w = 0`, `ramp_w_per_s = 0`, "ramp rate above 0")
	f(`max_export_w = 0`, `connection_w = 0`, "connection_w = 0: want what the main fuse carries")
	f(`max_export_w = 0`, `connection_w = inf`, "connection_w")
	f("max_export_w = 0", "max_import_w = 9000\nconnection_w = 8000", "max_import_w = 9000 is more than limits.connection_w = 8000")
	f("max_export_w = 0", "max_export_w = 9000\nconnection_w = 8000", "max_export_w")
	f(`state_dir = "/tmp/x"`, `state_dir = ""`, "state_dir")
	f(`state_dir = "/tmp/x"`, `max_lease_ms = 0`, "max_lease_ms")
	f(`tcp = "127.0.0.1:502"`, "tcp = \"127.0.0.1:502\"\nserial = \"/dev/x\"", "either tcp or serial")
	f(`tcp = "127.0.0.1:502"`, `tcp = "there"`, "bus 1: tcp")
	f(`claim_file = "claim"`, ``, "cloud.claim_file")
	f("[[bus]]\ntcp = \"127.0.0.1:502\"\nunits = [1, 240]\n", "", "no [[bus]]")
}
