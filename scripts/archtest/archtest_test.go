package archtest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/scripts/archtest"
)

func TestRoomsImportOnlyWhatTheyMay(t *testing.T) {
	packages, err := archtest.Packages()
	require.NoError(t, err)
	require.NotEmpty(t, packages)
	for _, p := range packages {
		for _, path := range p.Imports {
			if why := archtest.Violation(p.Path, path); why != "" {
				t.Errorf("%s imports %s: %s", p.Path, path, why)
			}
		}
	}
}

func TestRulesCanFail(t *testing.T) {
	f := func(from, to, want string) {
		t.Helper()
		require.Contains(t, archtest.Violation(from, to), want)
	}
	f("edge/uplink", archtest.Module+"cloud/broker", "never meet")
	f("cloud/twin", archtest.Module+"edge/site", "never meet")
	f("edge/safety", archtest.Module+"shared/wire", "safety is pure")
	f("edge/safety", "github.com/stretchr/testify", "safety is pure")
	f("shared/energy", "github.com/stretchr/testify", "standard library")
	f("shared/wire", archtest.Module+"edge/site", "neither house")
	f("cloud/twin", archtest.Module+"cloud/broker", "composition root")
	f("edge/uplink", archtest.Module+"hil/plant", "simulators")
	f("edge/gateway", "github.com/VictoriaMetrics/VictoriaMetrics/lib/storage", "fit a gateway")
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	packages, err := archtest.Packages()
	require.NoError(t, err)
	for _, p := range packages {
		if filepath.Base(filepath.Dir(p.Path)) == "cmd" {
			continue
		}
		require.FileExists(t, filepath.Join("..", "..", p.Path, "doc.go"))
	}
}

var forbidden = map[string]*regexp.Regexp{
	"init hides what a binary does: wire it in the composition root": regexp.MustCompile(`(?m)^func init\(\)`),
	"a package is named for what it holds":                           regexp.MustCompile(`(?m)^package (util|utils|common|helpers?)\b`),
}

// Decisions take time as an input, so that any moment can be tested.
var pureRooms = []string{"edge/safety/", "edge/control/", "cloud/estimate/", "cloud/twin/", "cloud/dispatch/", "cloud/market/", "cloud/programme/", "shared/energy/"}

func TestSourceHabits(t *testing.T) {
	for _, file := range sources(t) {
		text, err := os.ReadFile(filepath.Join("..", "..", file))
		require.NoError(t, err)
		for why, pattern := range forbidden {
			require.NotRegexp(t, pattern, string(text), "%s: %s", file, why)
		}
		for _, room := range pureRooms {
			if strings.HasPrefix(file, room) && !strings.HasSuffix(file, "_test.go") {
				require.NotContains(t, string(text), "time.Now(", "%s: time is an input here", file)
			}
		}
	}
}

func sources(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("git", "ls-files", "--full-name", "../../*.go").Output()
	require.NoError(t, err)
	var list []string
	for _, f := range strings.Fields(string(out)) {
		_, gone := os.Stat(filepath.Join("..", "..", f)) // deleted, and not committed yet
		if !strings.HasSuffix(f, ".pb.go") && gone == nil {
			list = append(list, f)
		}
	}
	require.NotEmpty(t, list)
	return list
}
