package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// programmed is what programmes were asked.
type programmed struct {
	asked []string
	call  api.CallRequest
	opted api.OptOut
	enrol api.EnrolRequest
	since time.Time
}

func (p *programmed) note(format string, args ...any) {
	p.asked = append(p.asked, fmt.Sprintf(format, args...))
}

func (f *rooms) Programmes() []api.Programme {
	return []api.Programme{{ID: "emergency-backstop", Kind: "emergency_backstop", Curve: []api.Corner{{Away: 0.1, Share: 1}}}}
}

func (f *rooms) Programme(id string) (api.Programme, error) {
	if id != "emergency-backstop" {
		return api.Programme{}, &fault.Error{Op: "find programme", Kind: fault.NotFound, Subject: id}
	}
	return f.Programmes()[0], nil
}

func (f *rooms) Define(p api.Programme, by api.Person) error {
	f.programmes.note("%s defines %s", by, p.ID)
	return nil
}

func (f *rooms) SetLevel(id string, level float64, by api.Person) error {
	f.programmes.note("%s sets %s to %v", by, id, level)
	return nil
}

func (f *rooms) StopProgramme(id string, by api.Person, why string) error {
	f.programmes.note("%s stops all of %s: %s", by, id, why)
	return nil
}

func (f *rooms) Participation(site energy.SiteID) (api.Participation, error) {
	return api.Participation{Enrolments: []api.Enrolment{{Site: site}}, OptOuts: []api.OptOut{{Site: site}}}, nil
}

func (f *rooms) Enrol(_ context.Context, programme string, e api.EnrolRequest, by api.Person) (int, error) {
	f.programmes.enrol = e
	f.programmes.note("%s enrols in %s", by, programme)
	return 2, nil
}

func (f *rooms) Withdraw(programme string, site energy.SiteID, by api.Person) error {
	f.programmes.note("%s ends %s of %s", by, programme, site)
	return nil
}

func (f *rooms) OptOut(o api.OptOut, by api.Person) error {
	f.programmes.opted = o
	f.programmes.note("%s opts %s out of %q", by, o.Site, o.Programme)
	return nil
}

func (f *rooms) OptIn(site energy.SiteID, programme string, by api.Person) error {
	f.programmes.note("%s opts %s into %q", by, site, programme)
	return nil
}

func callOf(r api.CallRequest) api.Call {
	now := time.Now()
	return api.Call{CallRequest: r, Stage: "running", Approval: &api.Approval{By: "bert"}, Began: &now, Delivery: &api.Delivery{Bounds: []string{"rate"}}}
}

func (f *rooms) Calls(since time.Time) api.CallList {
	f.programmes.since = since
	return api.CallList{Halted: &api.Halt{By: "anna"}, Calls: []api.Call{callOf(api.CallRequest{ID: "evening-1", Purpose: "test"})}, Regions: []api.RegionMotion{{}}}
}

func (f *rooms) Call(id string) (api.CallDetail, error) {
	left := []api.LeftOut{{Why: "claimed", Conflict: &api.Conflict{Resource: "command"}}}
	return api.CallDetail{Call: callOf(api.CallRequest{ID: id, Purpose: "test"}), Terms: f.Programmes()[0], Claims: []api.Claim{{}}, LeftOut: left}, nil
}

func (f *rooms) plan(r api.CallRequest) (api.Plan, error) {
	f.programmes.call = r
	c := callOf(r)
	return api.Plan{Call: &c, Regions: []api.RegionShare{{}}, Binds: []string{"homes"}, LeftOut: []api.LeftOut{{Why: "reserve"}}, Cuts: []api.Loss{{}}}, nil
}

func (f *rooms) DryRun(_ context.Context, r api.CallRequest, by api.Person) (api.Plan, error) {
	f.programmes.note("%s tries %s", by, r.ID)
	return f.plan(r)
}

func (f *rooms) Propose(_ context.Context, r api.CallRequest, by api.Person) (api.Plan, error) {
	f.programmes.note("%s proposes %s", by, r.ID)
	return f.plan(r)
}

func (f *rooms) Approve(id string, by api.Person) error {
	f.programmes.note("%s approves %s", by, id)
	return nil
}

func (f *rooms) StopCall(id string, by api.Person, why string) error {
	f.programmes.note("%s stops %s: %s", by, id, why)
	return nil
}

func (f *rooms) Halt(by api.Person, why string) error {
	f.programmes.note("%s halts: %s", by, why)
	return nil
}

func (f *rooms) Resume(by api.Person, _ string) error {
	f.programmes.note("%s resumes", by)
	return nil
}

func (f *rooms) Notices() []api.Notice { return []api.Notice{{Kind: "call"}} }

func (f *rooms) Tell(kind, call string, sites []energy.SiteID, by api.Person) error {
	f.programmes.note("%s told %v of %s of %s", by, sites, kind, call)
	return nil
}

// TestWhoAsksIsWhoTheHeaderNames, and what is asked comes to the room as it is.
func TestWhoAsksIsWhoTheHeaderNames(t *testing.T) {
	rooms, call := serve(t)
	f := func(method, path, body, want string) {
		t.Helper()
		rooms.programmes.asked = nil
		status, text := call(method, path, body, "Hearthgrid-Person", "anna")
		require.Less(t, status, 300, text)
		require.Equal(t, []string{want}, rooms.programmes.asked)
	}
	f("PUT", "/api/v1/programmes/p", `{"id":"p"}`, "anna defines p")
	f("PUT", "/api/v1/programmes/p/level", `{"level":-1}`, "anna sets p to -1")
	f("POST", "/api/v1/programmes/p/stop", `{"why":"fire"}`, "anna stops all of p: fire")
	f("POST", "/api/v1/programmes/p/sites", `{"group":"demo","power_w":5000,"reserve_ratio":0.2}`, "anna enrols in p")
	require.Equal(t, api.EnrolRequest{Group: "demo", Power: 5000, Reserve: 0.2}, rooms.programmes.enrol)
	f("DELETE", "/api/v1/programmes/p/sites/home-1", "", "anna ends p of home-1")
	f("PUT", "/api/v1/sites/home-1/opt-out", `{}`, `anna opts home-1 out of ""`)
	f("PUT", "/api/v1/sites/home-1/opt-out", `{"programme":"p","to":"2026-07-06T20:00:00Z"}`, `anna opts home-1 out of "p"`)
	require.Equal(t, time.Date(2026, 7, 6, 20, 0, 0, 0, time.UTC), rooms.programmes.opted.To)
	f("DELETE", "/api/v1/sites/home-1/opt-out?programme=p", "", `anna opts home-1 into "p"`)
	f("POST", "/api/v1/calls", `{"id":"c","up_w":1000}`, "anna proposes c")
	require.Equal(t, energy.Watts(1000), rooms.programmes.call.Up)
	f("POST", "/api/v1/dry-runs", `{"id":"c"}`, "anna tries c")
	f("POST", "/api/v1/calls/c/approve", "", "anna approves c")
	f("POST", "/api/v1/calls/c/stop", "", "anna stops c: ")
	f("PUT", "/api/v1/halt", `{"why":"fire"}`, "anna halts: fire")
	f("DELETE", "/api/v1/halt", "", "anna resumes")
	f("POST", "/api/v1/notices/told", `{"kind":"call","call":"c","sites":["home-1"]}`, "anna told [home-1] of call of c")
}

func TestCallsOfTheLastDayAreListedOrOfLonger(t *testing.T) {
	rooms, call := serve(t)
	status, _ := call("GET", "/api/v1/calls", "")
	require.Equal(t, 200, status)
	require.InDelta(t, 24, time.Since(rooms.programmes.since).Hours(), 0.1)
	status, _ = call("GET", "/api/v1/calls?since=2026-07-06T20:00:00Z", "")
	require.Equal(t, 200, status)
	require.Equal(t, time.Date(2026, 7, 6, 20, 0, 0, 0, time.UTC), rooms.programmes.since.UTC())
	status, text := call("GET", "/api/v1/calls?since=yesterday", "")
	require.Equal(t, 400, status)
	require.Contains(t, text, "leave it out")
}

// TestAStopNeedsNothing: neither a name nor a body.
func TestAStopNeedsNothing(t *testing.T) {
	rooms, call := serve(t)
	for _, path := range []string{"PUT /api/v1/halt", "POST /api/v1/calls/c/stop", "POST /api/v1/programmes/p/stop"} {
		var method, where string
		_, err := fmt.Sscan(path, &method, &where)
		require.NoError(t, err)
		status, text := call(method, where, "")
		require.Equal(t, 204, status, text)
	}
	require.Equal(t, []string{" halts: ", " stops c: ", " stops all of p: "}, rooms.programmes.asked)
}

// TestANameIsCutAndNeverInTheWayOfAStop, however long it is.
func TestANameIsCutAndNeverInTheWayOfAStop(t *testing.T) {
	rooms, call := serve(t)
	status, _ := call("PUT", "/api/v1/halt", "", "Hearthgrid-Person", strings.Repeat("ä", 40))
	require.Equal(t, 204, status)
	require.Equal(t, []string{strings.Repeat("ä", 32) + " halts: "}, rooms.programmes.asked)
	status, _ = call("PUT", "/api/v1/halt", "", "Hearthgrid-Person", "a\xffb")
	require.Equal(t, 204, status)
	require.Equal(t, "a?b halts: ", rooms.programmes.asked[1])
}

func TestWhatProgrammesAreAskedWronglyIsRefused(t *testing.T) {
	rooms, call := serve(t)
	f := func(method, path, body, has string) {
		t.Helper()
		status, text := call(method, path, body)
		require.Equal(t, 400, status, text)
		require.Contains(t, text, has)
		require.Empty(t, rooms.programmes.asked)
	}
	f("PUT", "/api/v1/programmes/p", `{"id":"q"}`, "id of the path")
	f("PUT", "/api/v1/programmes/p", `{"id":"p","color":"red"}`, "color")
	f("PUT", "/api/v1/programmes/p/level", `{}`, "level is missing")
	f("PUT", "/api/v1/sites/a.b/opt-out", `{}`, "a.b")
	f("POST", "/api/v1/calls", `[]`, "one JSON object")
	f("POST", "/api/v1/calls/c/stop", `{"because":"fire"}`, "because")
	f("DELETE", "/api/v1/sites/home-1/opt-out?program=p", "", "programme")
}

// TestAProgrammeIsShownAsItIsDefined: what GET answers, PUT takes.
func TestAProgrammeIsShownAsItIsDefined(t *testing.T) {
	_, call := serve(t)
	status, text := call("GET", "/api/v1/programmes/emergency-backstop", "")
	require.Equal(t, 200, status)
	require.True(t, json.Valid([]byte(text)))
	status, text = call("PUT", "/api/v1/programmes/emergency-backstop", text, "Hearthgrid-Person", "anna")
	require.Equal(t, 204, status, text)
	status, _ = call("GET", "/api/v1/programmes/other", "")
	require.Equal(t, 404, status)
}
