package programme_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// day is all that people ask of a desk in a day, at its times, and did after each.
// All of it may be asked again.
func (w *world) day(t *testing.T, did func()) {
	p, q := event("evening"), event("strong")
	p.Rules.Notice, p.Rules.Rise, p.Rules.Fall = hours(1), 100, 100
	q.Primacy = 1
	at := func(d time.Duration) { w.now = monday.Add(d); w.caps() }
	ok := func(err error) { t.Helper(); require.NoError(t, err); did() }
	tick := func() { _, err := w.desk.Tick(&w.facts, w.now); ok(err) }
	at(0)
	ok(w.desk.Define(p, "anna", w.now))
	ok(w.desk.Define(q, "anna", w.now))
	for _, id := range []programme.ID{"evening", "strong"} {
		for _, site := range []energy.SiteID{"home-000", "home-001"} {
			ok(w.desk.Enrol([]programme.Enrolment{{Programme: id, Site: site, From: monday, Power: 5 * kW}}, "anna", w.now))
		}
	}
	first := w.request("first", "evening", 6*kW, 2*time.Hour)
	_, err := w.desk.Propose(first, "anna", &w.facts, w.now)
	ok(err)
	tick()
	ok(w.desk.Approve("first", "bert", w.now))
	tick()
	ok(w.desk.Tell(programme.Invitation, "first", []energy.SiteID{"home-000", "home-001"}, "mail", w.now))
	at(2*time.Hour + time.Second)
	tick()
	second := w.request("second", "strong", 4*kW, 30*time.Minute)
	_, err = w.desk.Propose(second, "cleo", &w.facts, w.now)
	ok(err)
	at(3 * time.Hour)
	tick()
	ok(w.desk.Stop("second", "bert", "enough", w.now))
	ok(w.desk.OptOut(programme.OptOut{Site: "home-001", From: w.now}, "owner", w.now))
	at(5 * time.Hour)
	tick()
	ok(w.desk.Score("first", programme.Result{Score: 0.9, Report: "r"}, "market", w.now))
	ok(w.desk.Score("second", programme.Result{Score: 0.1, Report: "r"}, "market", w.now))
}

// TestRow43_KilledAtEachStepTheDayComesOutTheSame: the process dies at each
// record, and in the midst of each, and whoever asked for something asks again from the beginning.
// No call is lost, none is there twice, and at the end of the day each is what it
// would have been.
func TestRow43_KilledAtEachStepTheDayComesOutTheSame(t *testing.T) {
	w := newWorld(t, 2)
	w.config.ApproveAbove = 5 * kW
	w.restart()
	w.day(t, func() {})
	want, err := json.Marshal(w.desk.Calls())
	require.NoError(t, err)
	require.Contains(t, string(want), `"scored"`)
	_, records := w.log.Head()
	w.day(t, func() {})
	_, again := w.log.Head()
	require.Equal(t, records, again, "what is so already is not written again")
	require.NoError(t, w.log.Close())
	data, err := os.ReadFile(w.path)
	require.NoError(t, err)
	cuts := []int{0}
	for i := range data {
		if data[i] == '\n' || i%97 == 0 {
			cuts = append(cuts, i, i+1)
		}
	}
	for _, cut := range cuts {
		require.NoError(t, os.WriteFile(w.path, data[:cut], 0o600))
		w.open()
		held := len(w.desk.Calls())
		w.day(t, func() {})
		require.GreaterOrEqual(t, len(w.desk.Calls()), held)
		require.Len(t, w.desk.Calls(), 2)
		got, err := json.Marshal(w.desk.Calls())
		require.NoError(t, err)
		require.JSONEq(t, string(want), string(got))
		require.NoError(t, w.log.Close())
	}
}

// TestRow43_KillMinus9AtEachStep: a process of its own is killed after each step in
// turn, and the next one goes on with what it finds.
func TestRow43_KillMinus9AtEachStep(t *testing.T) {
	if path := os.Getenv("PROGRAMME_TEST_LOG"); path != "" {
		w := small(t, path)
		w.day(t, func() { fmt.Println("did a step") })
		_, _ = io.Copy(io.Discard, os.Stdin) // it ends by being killed alone
		return
	}
	whole := small(t, filepath.Join(t.TempDir(), "whole.log"))
	steps := 0
	whole.day(t, func() { steps++ })
	path := filepath.Join(t.TempDir(), "killed.log")
	for step := 1; step <= steps; step++ {
		killed(t, path, step)
	}
	w := small(t, path)
	w.day(t, func() {})
	require.Equal(t, whole.desk.Calls(), w.desk.Calls())
	_, err := w.log.Records()
	require.NoError(t, err)
}

// small is a world of two homes that keeps its log at path.
func small(t *testing.T, path string) *world {
	w := newWorld(t, 2)
	require.NoError(t, w.log.Close())
	w.path, w.config.ApproveAbove = path, 5*kW
	w.open()
	return w
}

// killed runs the day in another process until it has done so many steps.
func killed(t *testing.T, path string, steps int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRow43_KillMinus9AtEachStep$")
	cmd.Env = append(os.Environ(), "PROGRAMME_TEST_LOG="+path)
	_, err := cmd.StdinPipe() // open until Wait
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	for lines := bufio.NewScanner(out); steps > 0 && lines.Scan(); steps-- {
		require.Equal(t, "did a step", lines.Text())
	}
	require.NoError(t, cmd.Process.Kill())
	require.ErrorContains(t, cmd.Wait(), "killed")
}
