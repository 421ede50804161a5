package process_test

import (
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/process"
)

func TestBuildOf(t *testing.T) {
	info := &debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Version: "v0.0.0-20260101000000-0123456789ab"}, Settings: []debug.BuildSetting{
		{Key: "GOARM", Value: "6"}, {Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: "0123456789abcdef"},
		{Key: "vcs.time", Value: "2026-01-01T00:00:00Z"}, {Key: "vcs.modified", Value: "true"},
	}}
	b := process.BuildOf(info)
	require.Equal(t, process.Build{
		Version: "v0.0.0-20260101000000-0123456789ab", Go: "go1.26.0", OS: runtime.GOOS, Arch: runtime.GOARCH, ARM: "6",
		Source: &process.Revision{ID: "0123456789abcdef", Time: "2026-01-01T00:00:00Z", Modified: true},
	}, b)
	require.Contains(t, b.String(), "v0.0.0-20260101000000-0123456789ab go1.26.0 "+runtime.GOOS)
}

func TestABuildThatWasToldNothingSaysSo(t *testing.T) {
	b := process.BuildOf(&debug.BuildInfo{GoVersion: "go1.26.0"})
	require.Equal(t, "(devel)", b.Version)
	require.Nil(t, b.Source)
}
