package api_test

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func (f *rooms) Groups(_ context.Context, kind string, at time.Time) ([]api.Group, error) {
	return []api.Group{{ID: "g", Kind: kind, Added: at, Parts: []string{}}}, nil
}

func (f *rooms) Group(_ context.Context, id string, at time.Time) (api.GroupDetail, error) {
	return api.GroupDetail{Group: api.Group{ID: id}, At: at}, nil
}

func (f *rooms) Assets(_ context.Context, site energy.SiteID, at time.Time) (api.Assets, error) {
	return api.Assets{Site: site, At: at}, nil
}

func (f *rooms) Forget(_ context.Context, site energy.SiteID) error {
	if site == "home-9" {
		return &fault.Error{Op: "forget person", Kind: fault.NotFound, Subject: string(site)}
	}
	return nil
}

func (f *rooms) Import(_ context.Context, format api.FleetFormat, file io.Reader) (api.Imported, error) {
	text, err := io.ReadAll(file)
	if string(text) == "bad" {
		err = &fault.Error{Op: "import", Kind: fault.Invalid, Hint: "correct it", Err: api.BadRows{{Line: 7, Column: "site", Value: "a/b", Reason: "it is no id", Hint: "an id is"}}}
	}
	return api.Imported{Rows: len(text)}, err
}

func (f *rooms) Export(_ context.Context, format api.FleetFormat, people api.People, to io.Writer) error {
	if format == api.FleetJSON {
		return &fault.Error{Op: "export", Kind: fault.Busy}
	}
	_, err := io.WriteString(to, map[api.People]string{api.WithoutPeople: "houses", api.WithPeople: "people"}[people])
	return err
}

func TestFleet_AsksAsOfATime(t *testing.T) {
	_, call := serve(t)
	f := func(path string, status int, has string) {
		t.Helper()
		got, text := call("GET", path, "")
		require.Equal(t, status, got, text)
		require.Contains(t, text, has)
	}
	f("/api/v1/groups?kind=feeder&at=2026-03-01T12:00:00%2B01:00", 200, `{"at":"2026-03-01T11:00:00Z","groups":[{"id":"g","kind":"feeder","parts":[]`)
	f("/api/v1/groups/g?at=2026-03-01T12:00:00Z", 200, `"at":"2026-03-01T12:00:00Z"`)
	f("/api/v1/sites/home-1/assets?at=2026-03-01T12:00:00Z", 200, `{"site":"home-1","at":"2026-03-01T12:00:00Z"`)
	f("/api/v1/sites/home-1/assets?at=", 400, `"kind":"invalid"`)
}

func TestFleet_FilesComeAndGo(t *testing.T) {
	_, call := serve(t)
	f := func(method, path, body, media string, status int, has string) {
		t.Helper()
		got, text := call(method, path, body, "Content-Type", media)
		require.Equal(t, status, got, text)
		require.Contains(t, text, has)
	}
	f("POST", "/api/v1/fleet/import", "good", "text/csv", 200, `{"rows":4,"changed":0}`)
	f("POST", "/api/v1/fleet/import", "bad", "application/json", 400,
		`"kind":"invalid","hint":"correct it","rows":[{"line":7,"column":"site","value":"a/b","reason":"it is no id","hint":"an id is"}]}`)
	f("POST", "/api/v1/fleet/import", "good", "", 415, "text/csv or application/json")
	f("GET", "/api/v1/fleet/export", "", "", 200, "houses")
	f("GET", "/api/v1/fleet/export?people=yes", "", "", 200, "people")
	f("GET", "/api/v1/fleet/export?people=Yes", "", "", 400, "people yes or no")
	f("GET", "/api/v1/fleet/export?format=json", "", "", 503, `"kind":"busy"`)
	f("GET", "/api/v1/fleet/export?format=xml", "", "", 400, "csv or json")
}

func TestFleet_ForgetsAPerson(t *testing.T) {
	_, call := serve(t)
	f := func(id string, status int) {
		t.Helper()
		got, text := call("DELETE", "/api/v1/persons/"+id, "")
		require.Equal(t, status, got, text)
	}
	f("home-1", 204)
	f("home-9", 404)
	f("a%20b", 400)
}
