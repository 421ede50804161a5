package e2e_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/hil/device"
)

// The firmware itself, as it is shipped, for its exit code is main's.
func TestRow11_FirmwareRefusesAMisspeltKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	binary := filepath.Join(dir, "hearth-gateway")
	out, err := exec.Command("go", "build", "-buildvcs=false", "-o", binary, "../../edge/cmd/hearth-gateway").CombinedOutput()
	require.NoError(t, err, "%s", out)
	h := &home{site: "home-1", shape: device.Hybrid, address: "127.0.0.1:502"}
	good := gatewayFile(h, dir, gateway.Cloud{MQTT: "127.0.0.1:8883", Enroll: "http://127.0.0.1:8080", ClaimFile: "claim"})
	f := func(text string, exit int, want ...string) {
		t.Helper()
		file := filepath.Join(dir, "site.toml")
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		out, err := exec.Command(binary, "-check", "-config", file).CombinedOutput()
		var ended *exec.ExitError
		if !errors.As(err, &ended) {
			require.NoError(t, err)
			require.Zero(t, exit, "%s", out)
			return
		}
		require.Equal(t, exit, ended.ExitCode(), "%s", out)
		for _, w := range want {
			require.Contains(t, string(out), w)
		}
	}
	f(good, 0)
	f(strings.Replace(good, "reserve_ratio", "reserve_ration", 1), 2, "site.toml:19", `"limits.reserve_ration"`, `"limits.reserve_ratio"`)
	f(strings.Replace(good, "state_dir", "state_dri", 1), 2, "site.toml:2", `"state_dri"`, `"state_dir"`)
}
