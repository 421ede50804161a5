package process_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/process"
)

type settings struct {
	Power float64 `toml:"power_w"`
}

func (s settings) Validate() error {
	if s.Power < 0 {
		return errors.New("power_w is negative")
	}
	return nil
}

// program serves as serve does.
func program(serve func(context.Context, settings) error) process.Program[settings] {
	return process.Program[settings]{
		Name: "hearth-test", Defaults: func() settings { return settings{Power: 5} }, Limit: time.Minute,
		Serve: func(ctx context.Context, s settings, _ *slog.Logger) error { return serve(ctx, s) },
	}
}

func written(t *testing.T, text string) string {
	path := filepath.Join(t.TempDir(), "test.toml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestExitCodesAndReasons(t *testing.T) {
	good, bad := written(t, "power_w = 7.0"), written(t, "\npowr_w = 7.0")
	f := func(code int, out, err string, args ...string) {
		t.Helper()
		var stdout, stderr bytes.Buffer
		p := program(func(_ context.Context, s settings) error {
			require.InDelta(t, 7, s.Power, 0)
			return errors.New("the disk is gone")
		})
		require.Equal(t, code, p.Run(t.Context(), args, &stdout, &stderr))
		require.Contains(t, stdout.String(), out)
		require.Contains(t, stderr.String(), err)
	}
	f(2, "", "usage: hearth-test")
	f(2, "", "usage: hearth-test", "-config", good, "more")
	f(2, "", "-no-such-flag", "-no-such-flag")
	f(0, "", "exit codes", "-h")
	f(0, "is valid", "", "-check", "-config", good)
	f(1, "", "the disk is gone", "-config", good)
	f(2, "", `test.toml:2: unknown key "powr_w": the nearest known is "power_w"`, "-config", bad)
	f(2, "", `unknown key`, "-check", "-config", bad)
	f(2, "", "power_w is negative", "-config", written(t, "power_w = -1.0"))
	f(2, "", "no such file", "-config", filepath.Join(t.TempDir(), "absent.toml"))
	f(0, "hearth-test ", "", "version")
	f(2, "", "-json", "version", "more")
	f(2, "", "-no-such-flag", "version", "-no-such-flag")
}

func TestVersionAsJSON(t *testing.T) {
	var stdout bytes.Buffer
	require.Zero(t, program(nil).Run(t.Context(), []string{"version", "--json"}, &stdout, os.Stderr))
	var got map[string]any
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &got))
	require.Equal(t, "hearth-test", got["name"])
	require.NotEmpty(t, got["version"])
	require.Equal(t, runtime.Version(), got["go_version"])
	require.Equal(t, runtime.GOARCH, got["goarch"])
}

func TestAnOrderlyEndIsNoFailure(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	p := program(func(ctx context.Context, _ settings) error {
		process.Ready(ctx)
		stop()
		<-ctx.Done()
		return nil
	})
	require.Zero(t, p.Run(ctx, []string{"-config", written(t, "")}, os.Stdout, os.Stderr))
}

func TestRow54_AConfigurationThatCannotBeReadToItsEndIsNamed(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe.toml")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	var stderr bytes.Buffer
	p := program(func(context.Context, settings) error { panic("BUG: served after the limit") })
	p.Limit = 50 * time.Millisecond
	require.Equal(t, 1, p.Run(t.Context(), []string{"-config", pipe}, os.Stdout, &stderr))
	require.Contains(t, stderr.String(), "read configuration "+pipe)
	require.Contains(t, stderr.String(), "50ms")
	open, err := os.OpenFile(pipe, os.O_WRONLY, 0) // lets the reader go
	require.NoError(t, err)
	require.NoError(t, open.Close())
}
