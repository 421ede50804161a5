package main

import (
	"encoding/xml"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/scenario"
)

const folder = "../../scenario/scenarios"

// loaded is every scenario of the folder by whether it takes real time.
func loaded(t *testing.T) (real, virtual []*scenario.Script) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	scripts, err := loadAll(files)
	require.NoError(t, err)
	for _, s := range scripts {
		if s.RealTime() {
			real = append(real, s)
		} else {
			virtual = append(virtual, s)
		}
	}
	return real, virtual
}

// Every scenario file with a real connection is a test of its own, by its name:
// they have goroutines that the race detector looks at, and hardly work.
func TestScenariosInRealTime(t *testing.T) {
	t.Parallel()
	real, _ := loaded(t)
	for _, s := range real {
		t.Run(scenario.Result{File: s.File}.Name(), func(t *testing.T) {
			t.Parallel()
			r, err := scenario.Run(t.Context(), s, 1, makeHome(slog.New(slog.DiscardHandler)))
			require.NoError(t, err)
			for _, f := range r.Failures {
				t.Errorf("%v (the machine was up to %v late)", f, r.Late)
			}
		})
	}
}

// The others are months of work for one goroutine each, where a race detector has
// nothing to see: the tool itself plays them, as people do, at its own speed.
func TestScenariosInVirtualTime(t *testing.T) {
	t.Parallel()
	_, virtual := loaded(t)
	junit := filepath.Join(t.TempDir(), "junit.xml")
	args := []string{"-n", "5", build(t, "."), "run", "--junit", junit}
	for _, s := range virtual {
		args = append(args, s.File)
	}
	out, failure := exec.CommandContext(t.Context(), "nice", args...).CombinedOutput()
	cases := told(t, junit, out)
	require.Len(t, cases, len(virtual))
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			require.Empty(t, c.Failure.Text+c.Error.Text)
		})
	}
	require.NoError(t, failure)
}

// testcase is what others read of a JUnit file.
type testcase struct {
	Name    string `xml:"name,attr"`
	Failure struct {
		Text string `xml:",chardata"`
	} `xml:"failure"`
	Error struct {
		Text string `xml:",chardata"`
	} `xml:"error"`
}

func told(t *testing.T, file string, out []byte) []testcase {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err, "%s", out)
	var suite struct {
		Cases []testcase `xml:"testcase"`
	}
	require.NoError(t, xml.Unmarshal(text, &suite))
	return suite.Cases
}

// build builds a program of this repository as it is shipped.
func build(t *testing.T, folder string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "program")
	c := exec.Command("go", "build", "-race=false", "-buildvcs=false", "-o", program, folder)
	out, err := c.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return program
}

// Every line about the home in the list of faults has a scenario.
func TestEveryFaultOfTheHomeHasAScenario(t *testing.T) {
	const first, last, override = 77, 99, 104
	has := func(n int) {
		files, err := filepath.Glob(filepath.Join(folder, fmt.Sprintf("fault%03d-*.txt", n)))
		require.NoError(t, err)
		require.NotEmpty(t, files, n)
	}
	for n := first; n <= last; n++ {
		has(n)
	}
	has(override)
}

// Every switch of the simulated equipment is in some scenario.
func TestEveryFaultIsInAScenario(t *testing.T) {
	real, virtual := loaded(t)
	broken := map[string]bool{}
	for _, s := range append(real, virtual...) {
		for _, name := range s.Breaks() {
			broken[name] = true
		}
	}
	for _, f := range device.Faults() {
		require.True(t, broken[f.Name], f.Name)
	}
}
