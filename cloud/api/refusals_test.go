package api_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// TestEveryRouteRefusesAsAProblem walks all routes with what is wrong.
func TestEveryRouteRefusesAsAProblem(t *testing.T) {
	d := open(t)
	problem := d.refer("#/components/schemas/Problem")
	f := func(r *http.Request, status int) {
		t.Helper()
		w := httptest.NewRecorder()
		s := api.New((&rooms{}).rooms(), func() error { return nil }, slog.New(slog.DiscardHandler))
		s.Local("", s.Handler()).ServeHTTP(w, r)
		at := r.Method + " " + r.URL.String()
		require.Equal(t, status, w.Code, "%s: %s", at, w.Body)
		require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"), at)
		var v any
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &v), at)
		require.Empty(t, d.misfits(problem, v, at))
		require.EqualValues(t, status, v.(object)["status"])
		require.Equal(t, r.URL.EscapedPath(), v.(object)["instance"])
	}
	for _, o := range d.operations() {
		good := func() *http.Request { return o.request(t, d) }
		f(httptest.NewRequest("BREW", good().URL.String(), nil), 405)
		f(httptest.NewRequest(o.method, "http://localhost"+filled.Replace(o.path)+"/none/none", nil), 404)
		foreign := good()
		foreign.Host = "evil.example"
		f(foreign, 403)
		if bad := strings.NewReplacer("{id}", "a%20b", "{order}", "x", "{site}", "a%20b").Replace(o.path); bad != o.path && o.says["operationId"] != "group" { // which has the registry look
			r := good()
			r.URL.Path, r.URL.RawPath = strings.ReplaceAll(bad, "%20", " "), bad
			f(r, 400)
		}
		for _, p := range listed(o.says["parameters"]) {
			if p := d.parameter(p.(object)); !free[p["name"].(string)] {
				f(wrongly(good(), p), 400)
			}
		}
		if o.says["requestBody"] != nil {
			d.refusesBodies(o, good, f)
		}
	}
}

// TestEveryKindOfFaultHasItsProblem, one that comes to be added too.
func TestEveryKindOfFaultHasItsProblem(t *testing.T) {
	d := open(t)
	schema, known := d.refer("#/components/schemas/Problem"), map[string]bool{}
	for kind := fault.Internal; !known[kind.String()]; kind++ {
		known[kind.String()] = true
		rooms, call := serve(t)
		rooms.silent = &fault.Error{Op: "ask why", Kind: kind}
		status, body := call("GET", "/api/v1/sites/home-1/explain", "")
		var v object
		require.NoError(t, json.Unmarshal([]byte(body), &v))
		require.Empty(t, d.misfits(schema, v, kind.String()))
		require.Equal(t, kind.String(), v["kind"])
		require.NotEmpty(t, v["title"])
		require.Equal(t, kind == fault.Internal, status == 500, "%s: %d", kind, status)
	}
	require.Len(t, known, len(listed(schema["properties"].(object)["kind"].(object)["enum"])))
}

// free are the parameters that take any text.
var free = map[string]bool{"kind": true, "people": true, "metric": true, "programme": true, "Hearthgrid-Person": true,
	"currency": true, "event": true, "site": true, "device": true}

func (d document) parameter(p object) object {
	if ref, there := p["$ref"].(string); there {
		return d.refer(ref)
	}
	return p
}

func wrongly(r *http.Request, p object) *http.Request {
	name := p["name"].(string)
	if p["in"] == "header" {
		r.Header.Set(name, "x")
		return r
	}
	query := r.URL.Query()
	query.Set(name, "x")
	r.URL.RawQuery = query.Encode()
	return r
}

func (d document) refusesBodies(o operation, good func() *http.Request, f func(*http.Request, int)) {
	with := func(text, media string) *http.Request {
		r := httptest.NewRequest(o.method, good().URL.String(), strings.NewReader(text))
		r.Header.Set("Content-Type", media)
		return r
	}
	f(with("<a/>", "application/xml"), 415)
	if o.says["requestBody"].(object)["required"] == true {
		f(with("", "nonsense"), map[bool]int{true: 415, false: 400}[o.says["operationId"] == "import"])
	}
	if o.says["operationId"] == "import" {
		f(with("bad", "text/csv"), 400)
		return
	}
	f(with("{", "application/json"), 400)
	f(with("[]", "application/json"), 400)
	f(with(`{"x":1}`, "application/json"), 400)
	f(with(strings.Repeat("x", 70000), "application/json"), 413)
}
