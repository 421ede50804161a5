package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// heard is what the server was asked for last, and by whom.
type heard struct {
	line, by string
	body     map[string]any
}

// tell answers each request with text, and notes it.
func (h *heard) tell(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h.line, h.by, h.body = r.Method+" "+r.URL.RequestURI(), r.Header.Get("Hearthgrid-Person"), nil
		_ = json.NewDecoder(r.Body).Decode(&h.body) // there may be none
		if text == "" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		_, _ = w.Write([]byte(text))
	}
}

func TestProgrammesAreAskedInSomebodysName(t *testing.T) {
	var h heard
	f := func(want string, args ...string) {
		t.Helper()
		out, code := run(t, h.tell(""), append(args, "--as", "anna")...)
		require.Zero(t, code, out)
		require.Equal(t, want, h.line)
		require.Equal(t, "anna", h.by)
	}
	f("POST /api/v1/programmes/p/stop", "programme", "stop", "p", "--why", "fire")
	require.Equal(t, map[string]any{"why": "fire"}, h.body)
	f("DELETE /api/v1/programmes/p/sites/home-1", "programme", "leave", "p", "home-1")
	f("PUT /api/v1/sites/home-1/opt-out", "programme", "opt-out", "home-1")
	require.Empty(t, h.body)
	f("PUT /api/v1/sites/home-1/opt-out", "programme", "opt-out", "home-1", "--programme", "p", "--for", "24h")
	require.Equal(t, "p", h.body["programme"])
	require.NotEmpty(t, h.body["to"])
	f("DELETE /api/v1/sites/home-1/opt-out", "programme", "opt-in", "home-1")
	f("DELETE /api/v1/sites/home-1/opt-out?programme=p", "programme", "opt-in", "home-1", "--programme", "p")
	f("POST /api/v1/notices/told", "programme", "told", "c", "home-1", "home-2")
	require.Equal(t, map[string]any{"kind": "call", "call": "c", "sites": []any{"home-1", "home-2"}}, h.body)
	f("POST /api/v1/notices/told", "programme", "told", "c", "home-1", "--withdrawal")
	require.Equal(t, "withdrawal", h.body["kind"])
	f("POST /api/v1/calls/c/approve", "call", "approve", "c")
	f("POST /api/v1/calls/c/stop", "call", "stop", "c")
	f("PUT /api/v1/halt", "halt")
	f("DELETE /api/v1/halt", "resume")
	file := filepath.Join(t.TempDir(), "mine.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"id":"mine","primacy":3}`), 0o600))
	f("PUT /api/v1/programmes/mine", "programme", "define", file)
	require.Equal(t, map[string]any{"id": "mine", "primacy": 3.0}, h.body)
}

func TestWhatCannotBeAskedIsAUsageError(t *testing.T) {
	f := func(args ...string) {
		t.Helper()
		_, code := run(t, func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }, args...)
		require.Equal(t, 2, code, args)
	}
	f("programme", "enrol")
	f("programme", "enrol", "p", "a b")
	f("programme", "define", "/nowhere/mine.json")
	f("programme", "show", "a/b")
	f("programme", "told", "c")
	f("call", "stop")
	f("call", "propose", "p")
	f("call", "propose", "p", "demo", "--at", "noon")
	f("call", "propose", "p", "demo", "--at", "2026-07-06T18:00:00Z", "--in", "1h")
	f("halt", "now")
}

func TestHomesAreEnrolledByNameOrByGroup(t *testing.T) {
	var h heard
	out, code := run(t, h.tell(`{"homes":120}`), "programme", "enrol", "p", "--group", "demo", "--power", "3000", "--reserve", "0.3", "--as", "anna")
	require.Zero(t, code, out)
	require.Equal(t, "120 homes are enrolled in p\n", out)
	require.Equal(t, map[string]any{"group": "demo", "power_w": 3000.0, "reserve_ratio": 0.3}, h.body)
	_, code = run(t, h.tell(`{"homes":2}`), "programme", "enrol", "p", "home-1", "home-2")
	require.Zero(t, code)
	require.Equal(t, []any{"home-1", "home-2"}, h.body["sites"])
}

const somePlan = `{"call":{"id":"c","programme":"p","node":"demo","start":"2026-07-06T18:00:00Z","end":"2026-07-06T20:00:00Z","up_w":2000000,"by":"anna","stage":"planned","guarded":true,"homes":3},
"up_w":15000,"down_w":0,"firm_up_w":9800,"firm_down_w":0,"regions":[{"region":"north","homes":3,"up_w":15000,"cap_w":1000000},{"region":"south","homes":0}],"binds":["homes: 3 take part, 1 are left out or give less"],
"left_out":[{"site":"home-4","why":"claimed","conflict":{"with":"d","resource":"energy_up","end":"2026-07-06T20:00:00Z"},"partly":true},{"site":"home-5","why":"not_eligible","detail":"no tag gold"}],
"cuts":[{"call":"e","homes":1,"up_w":500}],"refused":"too little"}`

func TestAPlanSaysWhatWouldHappenInWords(t *testing.T) {
	var h heard
	out, code := run(t, h.tell(somePlan), "call", "dry-run", "p", "demo", "--up", "2000000", "--for", "2h", "--at", "2026-07-06T18:00:00Z", "--id", "c", "--as", "anna")
	require.Zero(t, code, out)
	require.Equal(t, "POST /api/v1/dry-runs", h.line)
	require.Equal(t, map[string]any{
		"id": "c", "programme": "p", "node": "demo", "purpose": "market", "start": "2026-07-06T18:00:00Z", "end": "2026-07-06T20:00:00Z", "up_w": 2e6, "down_w": 0.0, "least_ratio": 1.0,
	}, h.body)
	for _, has := range []string{
		"would be refused: too little\n", "claims 15.0 kW up of 3 homes\n", "firm with a probability of 95 % is 9.8 kW up\n", "north: 15.0 kW up of 3 homes, of at most 1000.0 kW\n", "south: 0.0 kW up of 0 homes, its cap is not known\n",
		"bound by homes: 3 take part", "takes 0.5 kW up of 1 homes from call e\n", "approved by somebody else than anna: hearthctl call approve c", "left out: 1 homes, not eligible\n",
		"(d has its energy up until", ", in part\n", "not eligible: no tag gold\n",
	} {
		require.Contains(t, out, has)
	}
	out, code = run(t, h.tell(somePlan), "call", "propose", "p", "demo", "--down", "1000", "--test", "--json")
	require.Zero(t, code, out)
	require.Equal(t, "POST /api/v1/calls", h.line)
	require.Equal(t, "test", h.body["purpose"])
	require.Regexp(t, `^p-\d{8}t\d{6}$`, h.body["id"])
	var plan api.Plan
	require.NoError(t, json.Unmarshal([]byte(out), &plan))
	require.Equal(t, "too little", plan.Refused)
}

func TestCallsAreListedInTheOrderInWhichTheyAreServed(t *testing.T) {
	began := time.Date(2026, 7, 6, 18, 0, 0, 0, time.UTC)
	done := energy.Watts(-2400)
	running := api.Call{CallRequest: api.CallRequest{ID: "c", Programme: "p", Node: "demo", Up: 5000, Down: 3000}, Stage: "running", Began: &began, Homes: 3,
		Delivery: &api.Delivery{Delivered: &done, Given: -2500, Wanted: -3000, Up: 5000, Down: 2500, Bounds: []string{"region_cap", "rate"}}}
	waiting := api.Call{CallRequest: api.CallRequest{ID: "d", Programme: "p"}, Stage: "noticed", Guarded: true}
	text, err := json.Marshal(api.CallList{Calls: []api.Call{running, waiting}, Halted: &api.Halt{By: "bert", Why: "fire"}})
	require.NoError(t, err)
	var h heard
	out, code := run(t, h.tell(string(text)), "call", "list")
	require.Zero(t, code, out)
	require.Regexp(t, `(?s)ALL IS STOPPED since .* by bert, fire: hearthctl resume.*c +p +demo +running .* 5.0 kW up, 3.0 kW down +2.5 kW charging +2.4 kW charging +3\n.*noticed, to be approved`, out)
	detail := api.CallDetail{Call: running, Terms: api.Programme{Rules: api.MarketRules{NoticeMS: 7200000}}, LeftOut: []api.LeftOut{{Site: "home-9", Why: "opted_out"}}}
	detail.By, detail.Approval, detail.Told = "anna", &api.Approval{By: "bert"}, 2
	text, err = json.Marshal(detail)
	require.NoError(t, err)
	out, code = run(t, h.tell(string(text)), "call", "show", "c")
	require.Zero(t, code, out)
	for _, has := range []string{
		"c of p at demo: running\n", "proposed by anna, approved by bert, 2 of 3 owners told\n", "the homes of demo do 2.4 kW charging\n", "asks for 2.5 kW charging of 3.0 kW charging that it wants; its homes can 5.0 kW up, 2.5 kW down\n",
		"bound by: region cap, rate\n", "left out: 1 homes, opted out\n",
	} {
		require.Contains(t, out, has)
	}
	out, _ = run(t, h.tell(string(text)), "call", "show", "c", "-o", "yaml")
	require.Contains(t, out, "stage: \"running\"\n")
}

func TestProgrammesAndNoticesAreListed(t *testing.T) {
	var h heard
	out, code := run(t, h.tell(`{"programmes":[{"id":"evening-capacity","kind":"scheduled_capacity","primacy":30,"rules":{"notice_ms":7200000,"shortest_ms":90000,"longest_ms":14400000}}]}`), "programme", "list")
	require.Zero(t, code, out)
	require.Regexp(t, `evening-capacity +scheduled capacity +30 +2h +1m30s to 4h\n`, out)
	out, code = run(t, h.tell(`{"notices":[{"kind":"call","call":"c","site":"home-1","start":"2026-07-06T18:00:00Z","end":"2026-07-06T20:00:00Z","by":"2026-07-06T16:00:00Z"},{"kind":"withdrawal","site":"home-2"}]}`), "programme", "notices")
	require.Zero(t, code, out)
	require.Regexp(t, `(?s)home-1 +call +c .*home-2 +withdrawal .* at once\n`, out)
	out, code = run(t, h.tell(`{"id":"p"}`), "programme", "show", "p")
	require.Zero(t, code, out)
	require.True(t, bytes.HasPrefix([]byte(out), []byte("{")))
}
