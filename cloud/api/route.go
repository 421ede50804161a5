package api

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// explain has mux answer, and puts a problem in the place of what mux says
// where it has no route, in plain text.
func (s *Server) explain(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := mux.Handler(r)
		if pattern == "" {
			misdirected(mux, w, r)
			return
		}
		err := media(pattern, r)
		if err == nil {
			err = s.queries.check(pattern, r)
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func misdirected(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	said := refusal{header: http.Header{}}
	mux.ServeHTTP(&said, r)
	if said.status != http.StatusMethodNotAllowed {
		tell(w, r, http.StatusNotFound, &fault.Error{Op: "find", Kind: fault.NotFound, Subject: r.URL.Path,
			Hint: "resources are below /api/v1/: see " + documentPath, Err: errors.New("no such resource")})
		return
	}
	allowed := said.header.Get("Allow")
	w.Header().Set("Allow", allowed)
	tell(w, r, http.StatusMethodNotAllowed, &fault.Error{Op: r.Method, Kind: fault.Unsupported, Subject: r.URL.Path,
		Hint: "it takes " + allowed, Err: fmt.Errorf("%s is not for this resource", r.Method)})
}

// refusal hears what mux says of a request that it has no route for.
type refusal struct {
	header http.Header
	status int
}

func (r *refusal) Header() http.Header         { return r.header }
func (r *refusal) WriteHeader(status int)      { r.status = status }
func (r *refusal) Write(b []byte) (int, error) { return len(b), nil }

// bodies are what the body of a route may be written in, of those that read
// files. Every other body is one JSON object, and is taken as that where nothing
// is said of it, or what a client says that was told nothing.
var bodies = map[string][]string{"POST /api/v1/fleet/import": {"text/csv", "application/json"}}

var objects = []string{"application/json", "", "application/x-www-form-urlencoded"}

// media refuses a body that is written in what its route does not read.
func media(pattern string, r *http.Request) error {
	taken, file := bodies[pattern]
	if !file {
		taken = objects
	}
	if !file && (r.ContentLength == 0 || r.Method == http.MethodGet || r.Method == http.MethodHead) {
		return nil
	}
	said := r.Header.Get("Content-Type")
	kind, _, err := mime.ParseMediaType(said)
	if (said == "" || err == nil) && slices.Contains(taken, kind) {
		return nil
	}
	hint := "send application/json"
	if file {
		hint = "send " + strings.Join(taken, " or ")
	}
	return refusedAs{status: http.StatusUnsupportedMediaType, error: &fault.Error{
		Op: r.Method, Kind: fault.Unsupported, Subject: r.URL.Path, Hint: hint, Err: fmt.Errorf("content type %q", said)}}
}
