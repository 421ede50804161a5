package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/scenario"
	"github.com/hearthgrid/hearthgrid/shared/command"
)

const (
	aHome   = "site battery=5kW/10kWh soc=0.6 pv=0W load=2kW\n"
	holds   = aHome + "run 1m\nexpect grid=0W±150W state=autonomous\n"
	doesNot = aHome + "run 1m\nexpect battery=9kW\n"
)

// hearthHil runs the tool on a file of text and returns its exit code and what it
// printed and complained.
func hearthHil(t *testing.T, text string, args ...string) (int, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "fault000-x.txt")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return hearthHilOn(t, append([]string{file}, args...)...)
}

// hearthHilOn runs the tool on files.
func hearthHilOn(t *testing.T, args ...string) (int, string) {
	t.Helper()
	root := root()
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetArgs(append([]string{"run"}, args...))
	err := root.ExecuteContext(t.Context())
	if err != nil {
		out.WriteString(err.Error())
	}
	return command.ExitCode(err), out.String()
}

func TestExitCodesAndReasons(t *testing.T) {
	f := func(exit int, text string, args []string, want ...string) {
		t.Helper()
		got, out := hearthHil(t, text, args...)
		require.Equal(t, exit, got, out)
		for _, w := range want {
			require.Contains(t, out, w)
		}
	}
	f(0, holds, nil, "ok   fault000-x", "0 failed")
	f(1, doesNot, []string{"--seed", "7"}, "fault000-x.txt:3: at 1m0s", "expected battery=9kW; saw battery 2", "again: hearth-hil run --seed 7 ", "1 of 1 scenarios failed")
	f(1, aHome+"gateway limits.reserve_ration=0.2\nexpect soc>0\n", nil, "fault000-x.txt:1", `"limits.reserve_ratio"`)
	f(2, aHome, nil, "expects nothing")
	f(2, holds+"expct", nil, `did you mean "expect"?`)
	f(2, holds, []string{"--wall"}, "--wall and --gateway go together")
	f(2, holds, []string{"--wall", "--gateway", "nowhere"}, "want a program, or an address")
	f(2, holds+"order +1kW\n", []string{"--wall", "--gateway", "127.0.0.1:0"}, "fault000-x.txt:4", "say with --cloud")
	f(2, holds+"kill gateway\njump clock +1d\n", []string{"--wall", "--gateway", "/bin/true"}, "fault000-x.txt:5", "it cannot be set from a bench")
	f(2, aHome+"run 1s\nexpect state=autonomous\n", []string{"--wall", "--gateway", "127.0.0.1:0"}, "can be seen from a bench")
	f(2, holds+"kill gateway\n", []string{"--wall", "--gateway", "127.0.0.1:0"}, "not the bench's")
}

func TestReportsAreWritten(t *testing.T) {
	dir := t.TempDir()
	junit, page := filepath.Join(dir, "j.xml"), filepath.Join(dir, "r.html")
	exit, _ := hearthHil(t, doesNot, "--junit", junit, "--report", page)
	require.Equal(t, 1, exit)
	for _, file := range []string{junit, page} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Contains(t, string(text), "expected battery=9kW")
	}
}

// The firmware as it is shipped, in real time, on a real connection.
func TestRow28_OnTheWallTheFirmwareIsKilledAndTheHomeGoesOn(t *testing.T) {
	t.Parallel()
	exit, said := hearthHil(t, aHome+"within 60s expect mode=commanded state=autonomous quality.grid=good\nexpect age.grid<=2s\n"+
		"owner reserve 0.7\nwithin 10s expect layer=owner battery<=50W\nowner reserve 1.2 refused invalid\nowner reserve 0\n"+
		"within 20s expect battery=2kW±10%\nfreeze gateway\nwithin 15s expect mode=own\nthaw gateway\nwithin 15s expect mode=commanded\n"+
		"kill gateway\nwithin 30s expect mode=own grid=0W±300W\n"+
		"configure limits.reserve_ration=0.2\nstart gateway refused limits.reserve_ratio\n",
		"--wall", "--gateway", build(t, "../../../edge/cmd/hearth-gateway"))
	require.Zero(t, exit, said)
	require.Contains(t, said, "10 expectations")
	require.Contains(t, said, "1 not seen from outside")
}

// Nobody comes to the address: the home is served, and is on its own.
func TestOnTheWallAHomeIsServedForABox(t *testing.T) {
	t.Parallel()
	exit, said := hearthHil(t, aHome+"run 2s\nexpect mode=own\n", "--wall", "--gateway", unused(t))
	require.Zero(t, exit, said)
}

// What the help shows can be done.
func TestTheExamplesCanBePlayed(t *testing.T) {
	program := scenario.Bench{Start: func(context.Context, scenario.Start) (scenario.Home, func() error, error) { return nil, nil, nil }}
	for line := range strings.Lines(runCommand().Example) {
		words := strings.Fields(line)
		if strings.Contains(line, "*") {
			continue
		}
		s, err := scenario.Load(filepath.Join(folder, filepath.Base(words[len(words)-1])))
		require.NoError(t, err)
		switch {
		case strings.Contains(line, "--gateway bin"):
			require.NoError(t, program.Takes(s))
		case strings.Contains(line, "--gateway"):
			require.NoError(t, scenario.Bench{Serve: "0.0.0.0:1502"}.Takes(s))
		}
	}
}
