package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/local"
)

// shortHome is a home whose state folder has a path short enough for a socket.
func shortHome(t *testing.T) home {
	h := newHome(t)
	dir, err := os.MkdirTemp("", "hg")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	h.state = dir
	h.write(t, "[[bus]]\ntcp = \"127.0.0.1:1\"\nunits = [1]\n")
	return h
}

// ask runs a subcommand against h.
func (h home) ask(t *testing.T, args ...string) (code int, stdout, stderr string) {
	q, ok := find(args[0])
	require.True(t, ok)
	var out, errs bytes.Buffer
	code = q.run(t.Context(), append([]string{"-state", h.state}, args[1:]...), &out, &errs)
	return code, out.String(), errs.String()
}

// up starts the gateway of h and returns when it is ready.
func (h home) up(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	log := make(lines, 1000)
	p := program()
	code := make(chan int, 1)
	go func() { code <- p.Run(ctx, []string{"-config", h.file}, os.Stdout, log) }()
	t.Cleanup(func() { stop(); require.Zero(t, <-code) })
	for line := range log {
		if strings.Contains(line, "msg=ready") {
			break
		}
	}
	require.Eventually(t, func() bool {
		_, err := local.Client{Path: local.Path(h.state)}.Status(t.Context())
		return err == nil
	}, 10*time.Second, 5*time.Millisecond)
}

func TestTheRunningGatewayAnswers(t *testing.T) {
	h := shortHome(t)
	h.up(t)
	code, out, errs := h.ask(t, "status")
	require.Zero(t, code, errs)
	require.Contains(t, out, "home-1")
	require.Contains(t, out, "bus1-unit1  not seen yet")
	require.NotContains(t, out, "to look for", "nobody is asked to look for anything")
	require.Contains(t, out, "not enrolled")
	require.Contains(t, out, "note     limits: not agreed, and so not held or judged: ")

	code, out, errs = h.ask(t, "explain")
	require.Zero(t, code, errs)
	require.Contains(t, out, "grid unknown")
	code, out, _ = h.ask(t, "explain", "-json")
	require.Zero(t, code)
	var e local.Explanation
	require.NoError(t, json.Unmarshal([]byte(out), &e))
	require.Equal(t, "failsafe", e.Safety)
	require.NotEmpty(t, e.Sentence)
	code, _, errs = h.ask(t, "explain", "-at", "2001-01-31T16:05:00Z")
	require.Equal(t, 4, code)
	require.Contains(t, errs, "the oldest tick kept is of")

	code, out, _ = h.ask(t, "wear")
	require.Zero(t, code)
	require.Contains(t, out, "REGISTER")
}

// An adapter that is not plugged in is a state of its bus, with an alarm: the home starts,
// and the other bus is kept. One that refuses connections says so.
func TestFault088_AMissingAdapterDoesNotKeepTheOtherBusFromBeingRead(t *testing.T) {
	h := shortHome(t)
	h.write(t, "[[bus]]\ntcp = \"127.0.0.1:1\"\nunits = [1]\n[[bus]]\nserial = \"/dev/serial/by-id/no-such-adapter\"\nbaud = 9600\nunits = [240]\n")
	h.up(t)
	told := func() string {
		code, out, errs := h.ask(t, "status")
		require.Zero(t, code, errs)
		return out
	}
	require.Eventually(t, func() bool { return strings.Contains(told(), "no-such-adapter  unplugged") }, 10*time.Second, 20*time.Millisecond, told())
	require.Eventually(t, func() bool { return strings.Contains(told(), "nobody listens there") }, 10*time.Second, 20*time.Millisecond, told())
	out := told()
	require.Contains(t, out, "bus 1    127.0.0.1:1  down")
	require.Contains(t, out, "0 foreign, 0 busy, 0 timeouts")
	require.Contains(t, out, "ALARM    bus2: the adapter is not plugged in")
	require.Contains(t, out, "for its bus is down: nobody listens there")
	require.NotContains(t, out, "take it off units")
}

func TestFault104_ThePersonInTheHomeOverrides(t *testing.T) {
	h := shortHome(t)
	h.up(t)
	f := func(want string, args ...string) {
		t.Helper()
		code, _, errs := h.ask(t, args...)
		require.Zero(t, code, errs)
		_, out, _ := h.ask(t, "status")
		require.Contains(t, out, want)
	}
	f("paused by the owner", "pause", "-for", "1h")
	f("the owner keeps 30 %", "reserve", "0.3")
	f("storm watch for another 24h0m0s", "storm", "on")
	f("the owner keeps 100 %", "storm", "-for", "6h", "on")
	f("storm watch for another 6h0m0s", "storm", "-for", "6h", "-keep", "0.9", "on")
	f("the owner keeps 30 %", "storm", "off")
	f("by ", "resume")
	_, out, _ := h.ask(t, "status")
	require.NotContains(t, out, "paused")
	code, _, errs := h.ask(t, "reset")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "want a lock-out to reset")
	code, _, errs = h.ask(t, "storm", "-for", "169h", "on")
	require.Equal(t, 2, code)
	require.Contains(t, errs, "want an end within 168h0m0s")
	code, _, errs = h.ask(t, "reserve", "3")
	require.Equal(t, 2, code)
	require.Contains(t, errs, "from 0 to 1")
	code, _, errs = h.ask(t, "storm", "-for", "169h", "on")
	require.Equal(t, 2, code)
	require.True(t, strings.HasPrefix(errs, "hearth-gateway: the gateway says: set storm: "), errs)
}

// Each command is in the usage, and has one of its own.
func TestTheUsageNamesEveryCommand(t *testing.T) {
	for code, args := range map[int][]string{0: {"-h"}, 2: {"stauts"}} {
		var out, errs bytes.Buffer
		p := program()
		require.Equal(t, code, p.Run(t.Context(), args, &out, &errs))
		for _, q := range questions {
			require.Contains(t, errs.String(), "hearth-gateway "+q.name+" [-state DIR]")
		}
		require.Contains(t, errs.String(), "hearth-gateway seal -config FILE")
		require.Equal(t, code == 2, strings.Contains(errs.String(), `there is no command "stauts"`))
	}
	for _, q := range questions {
		code, _, errs := shortHome(t).ask(t, q.name, "-h")
		require.Zero(t, code)
		require.Contains(t, errs, q.short)
	}
	var out, errs bytes.Buffer
	require.Zero(t, seal([]string{"-h"}, &out, &errs))
	require.Contains(t, errs.String(), sealing)
}

func TestFault104_ThePersonInTheHomePlans(t *testing.T) {
	h := shortHome(t)
	h.up(t)
	file := filepath.Join(h.dir, "plan.csv")
	f := func(want string, args ...string) {
		t.Helper()
		code, out, errs := h.ask(t, args...)
		require.Zero(t, code, errs)
		require.Contains(t, out, want)
	}
	hours := func(n int) string { return time.Now().Add(time.Duration(n) * time.Hour).Format(time.RFC3339) }
	set := func(code int, text, want string) {
		t.Helper()
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		got, _, errs := h.ask(t, "plan", "set", file)
		require.Equal(t, code, got, errs)
		require.Contains(t, errs, want)
		require.NotContains(t, errs, "::")
	}
	f("none; nothing is asked by the clock", "plan", "show")
	set(0, "start,end,charge_w\n"+hours(-1)+","+hours(2)+",3000\n", "")
	f("; asks: 3.0 kW charging", "status")
	f("plan until ", "explain")
	f("charge_w", "plan", "show")
	f(`"csv": "start,end,charge_w`, "plan", "show", "-json")
	_, shown, _ := h.ask(t, "plan", "show")
	set(0, shown, "")
	set(2, "start,end,charge_w\n"+hours(-2)+","+hours(-1)+",3000\n", "want one that is not over")
	set(2, "start,end,charge_w\n"+hours(-2)+","+hours(1)+",-3000\n", "slot 0")
	set(2, "", "no slots")
	set(2, strings.Repeat("#", 1<<20), "more than")
	f("; asks: 3.0 kW charging", "plan", "show")
	f("", "plan", "clear")
	f("none; nothing is asked by the clock", "status")
	code, _, errs := h.ask(t, "plan", "set", file+"x")
	require.Equal(t, 4, code)
	require.Contains(t, errs, "name a file that can be read")
}

func TestNoGatewayIsSaid(t *testing.T) {
	code, _, errs := shortHome(t).ask(t, "status")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "see that hearth-gateway runs")
	require.Equal(t, 1, strings.Count(errs, "\n"))
}

func TestMistakesInTheCommandLineAreUsage(t *testing.T) {
	f := func(args ...string) {
		t.Helper()
		code, _, errs := shortHome(t).ask(t, args...)
		require.Equal(t, 2, code)
		require.Contains(t, errs, "hearth-gateway")
	}
	f("status", "now")
	f("reserve")
	f("reserve", "half")
	f("explain", "-at", "yesterday")
	f("pause", "-for", "-1h")
	f("wear", "-nonsense")
	f("storm", "maybe")
	f("reserve", "nan")
	f("reserve", "inf")
	f("reserve", "0.3", "0.4")
	f("storm", "-keep", "nan", "on")
	f("plan")
	f("plan", "set")
	f("plan", "show", "all")
	f("plan", "mend")
	f("storm")
}

func TestATimeOfDayIsTheLastSuchOne(t *testing.T) {
	now := time.Date(2030, 1, 31, 10, 0, 0, 0, time.UTC)
	f := func(text string, want time.Time) {
		t.Helper()
		at, err := when(text, now)
		require.NoError(t, err)
		require.Equal(t, want, at)
	}
	f("", time.Time{})
	f("09:59", now.Add(-time.Minute))
	f("10:00:30", now.Add(30*time.Second-24*time.Hour))
	f("2030-01-30T09:00:00Z", now.Add(-25*time.Hour))
}

func TestRow34_TheStepsOfAnOrderAreToldWithTheirTimes(t *testing.T) {
	at := func(ms int) time.Time { return time.Date(2030, 1, 31, 16, 5, 0, ms*1e6, time.Local) }
	f := func(want string, c local.Course) {
		t.Helper()
		require.Equal(t, want, steps(&c))
	}
	f("accepted 16:05:00.001, not written yet, not read back yet, not measured yet", local.Course{Accepted: at(1)})
	f("accepted 16:05:00.001, written 16:05:00.020, read back 16:05:00.980, measured 16:05:00.999",
		local.Course{Accepted: at(1), Written: at(20), ReadBack: at(980), Measured: at(999)})
	f("accepted 16:05:00.001, written 16:05:00.020, not read back yet, not measured yet; overruled: WSet reads 0",
		local.Course{Accepted: at(1), Written: at(20), Overruled: "WSet reads 0"})
}
