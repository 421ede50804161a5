package gateway_test

import (
	"strings"
	"testing"
	_ "time/tzdata" // the zones must be the same wherever this runs

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
	f(`state_dir = "/tmp/x"`, `spool_mb = 0`, "spool_mb = 0: want 1..4096")
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
	f(`[1, 240]`, `[240, 240]`, "bus 1: unit 240 is named twice")
	f(`"127.0.0.1:502"`, `"127.0.0.1:99999"`, "port of 1..65535")
	f(`"127.0.0.1:502"`, `":"`, "port of 1..65535")
	f(`tcp = "127.0.0.1:502"`, "tcp = \"127.0.0.1:502\"\nbaud = 9600", "a tcp link has no line speed")
	f(`"http://127.0.0.1:8080"`, `"http://example.com"`, "want https://host")
	f(`"http://127.0.0.1:8080"`, `"ftp://example.com"`, "want https://host")
	f(`state_dir = "/tmp/x"`, `max_lease_ms = 9223372036854775807`, "max_lease_ms")
	g := func(table, want string) {
		t.Helper()
		_, err := decode(good + table)
		require.ErrorContains(t, err, want)
	}
	f(`state_dir = "/tmp/x"`, `time_zone = "Europe/Londn"`, "time_zone = \"Europe/Londn\": this machine does not know it")
	f(`state_dir = "/tmp/x"`, `time_zone = "Local"`, "name the home's own")
	f(`[[bus]]`, "[[time_of_use]]\nfrom = \"01:00\"\nuntil = \"02:00\"\nhold = true\n[[bus]]", "time_zone = \"\": name the home's own")
	row := func(rows, want string) {
		t.Helper()
		f(`state_dir = "/tmp/x"`, "time_zone = \"Europe/London\"\n"+rows, want)
	}
	row("[[time_of_use]]\nfrom = \"01:00\"\nuntil = \"03:00\"\nhold = true\n[[time_of_use]]\nfrom = \"02:30\"\nuntil = \"01:30\"\nhold = true\n", "time_of_use: row 2 overlaps row 1")
	row("[[time_of_use]]\nfrom = \"1:00\"\nuntil = \"03:00\"\nhold = true\n", "time_of_use: row 1: from: \"1:00\"")
	row("[[time_of_use]]\nfrom = \"01:00\"\nhold = true\n", "row 1: until: \"\"")
	row("[[time_of_use]]\nfrom = \"01:00\"\nuntil = \"03:00\"\n", "row 1: asks for nothing")
	row("[[time_of_use]]\nfrom = \"01:00\"\nuntil = \"03:00\"\ncharge_w = -5\n", "row 1: power -5")
	row("[[time_of_use]]\nfrom = \"01:00\"\nuntil = \"03:00\"\nexport_price = inf\n", "want finite ones")
	row("[[time_of_use]]\nfrom = \"01:00\"\nuntil = \"03:00\"\ndays = [\"Moday\"]\nhold = true\n", "row 1: days: day \"Moday\"")
	row("[[time_of_use]]\nfrom = \"01:00\"\nuntil = \"03:00\"\nchargew = 5\n", "time_of_use.charge_w")
	g("[[bus]]\ntcp = \"127.0.0.1:502\"\nunits = [3]\n", "bus 2: 127.0.0.1:502 is bus 1 already")
	g("[[bus]]\nrtu_over_tcp = \"x:1\"\nunits = [3]\n", "baud")
	g("[[bus]]\nrtu_over_tcp = \"x\"\nbaud = 9600\nunits = [3]\n", "rtu_over_tcp")
	g("[[bus]]\ntcp = \"x:1\"\nproxy = \"x\"\nunits = [3]\n", "proxy")
	g("[[bus]]\nserial = \"x\"\nbaud = 9600\nparity = \"M\"\nunits = [3]\n", "parity")
	g("[[bus]]\nserial = \"x\"\nbaud = 9600\nstop_bits = 3\nunits = [3]\n", "stop_bits")
	g("[[bus]]\ntcp = \"x:1\"\npause_ms = 5000\nunits = [3]\n", "pause_ms")
	g("[[bus]]\ntcp = \"x:1\"\nunits = [3]\n[[bus.device]]\nunit = 4\n", "not one of units [3]")
	g("[[bus]]\ntcp = \"x:1\"\nunits = [3]\n[[bus.device]]\nunit = 3\nmap = \"toaster\"\n", "no such register map")
	g("[[bus]]\ntcp = \"x:1\"\nunits = [3]\n[[bus.device]]\nunit = 3\nvouched_model = \"X\"\n", "or neither")
	g("max_soc_ratio = 0.05\n", "reserve <= max soc")
	g("daily_wh = -1\n", "daily_wh")
	g("margin_w = inf\n", "margin_w")
	g("[limits.fuse]\ncurrent_a = 0\nphases = [\"L1\"]\n", "fuse above 0")
	g("[limits.fuse]\ncurrent_a = 35\nlowest_voltage_v = 207\nphases = [\"L4\"]\n", "L4")
	g("[limits.fuse]\ncurrent_a = 35\nlowest_voltage_v = 207\nphases = [\"1 \"]\n", "1 ")
	g("[limits.fuse]\ncurrent_a = 35\nlowest_voltage_v = 207\n", "at least one phase")
	g("[limits.temperature]\nmin_c = 50\nmax_c = 0\n", "temperature min <= max")
	g("[limits.cells]\nmin_v = 3.6\nmax_v = 2.8\n", "want cells")
	g("[limits.swings]\nper_hour = 300\n", "per_hour = 300: want 1..30")
	g("[limits.proof]\ntries = 300\n", "limits.proof.tries = 300")
	g("[limits.proof]\ntries = 3\n", "proof with a settle")
	g("[limits.balance]\n", "balance")
	g("[limits.frozen]\n", "frozen")
	g("[limits.jumps]\nsoc_ratio = -1\n", "jumps")
	g("[limits.operator]\nfailsafe_import_w = 4200\n", "limits.operator.guard")
	g("[limits.operator]\nguard = \"x\"\n", "what holds while the box is silent")
	g("[limits.operator]\nguard = \"x\"\nfailsafe_import_w = -1\n", "operator.failsafe_import_w")
	g("[control]\nspread_ms = 3600000\n", "control.spread_ms")
	g("[control]\nlate_meter_ms = 3600000\n", "control.late_meter_ms")
	g("[control]\nrefill_w = -1\n", "control.refill_w")
	g("[control.peak]\nimport_w = -1\n", "control.peak")
	g("[control.armable]\npower_w = 5000\n", "control.armable.nominal_hz")
	g("[control.armable]\nnominal_hz = 50\n", "control.armable.power_w")
	g("[control.armable]\nnominal_hz = 50\npower_w = inf\n", "control.armable.power_w")
	g("[control.armable]\nnominal_hz = 50\npower_w = 1\nfull_hz = 0.01\n", "control.armable.full_hz")
	g("[control.armable]\nnominal_hz = 50\npower_w = 1\nlongest_ms = 86400001\n", "control.armable.longest_ms")
	g("[control.frequency]\nrule = \"always\"\n", "control.frequency.rule")
	g("[control.frequency]\nrule = \"fcr\"\nnominal_hz = 60\n", "fcr is of 50 Hz grids")
	g("[control.frequency]\nrule = \"ieee1547\"\nnominal_hz = 55\n", "want 50 or 60")
	g("[control.frequency]\nrule = \"fcr\"\nnominal_hz = 50\npower_w = nan\n", "power_w")
}
