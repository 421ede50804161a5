package api

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// explain has mux answer, and puts a problem in the place of what mux says
// where it has no route, in plain text.
func (s *Server) explain(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		said := refusal{header: http.Header{}}
		mux.ServeHTTP(&said, r)
		if said.status != http.StatusMethodNotAllowed {
			tell(w, http.StatusNotFound, &fault.Error{Op: "find", Kind: fault.NotFound, Subject: r.URL.Path,
				Hint: "resources are below /api/v1/", Err: errors.New("no such resource")})
			return
		}
		allowed := said.header.Get("Allow")
		w.Header().Set("Allow", allowed)
		tell(w, http.StatusMethodNotAllowed, &fault.Error{Op: r.Method, Kind: fault.Unsupported, Subject: r.URL.Path,
			Hint: "it takes " + allowed, Err: fmt.Errorf("%s is not for this resource", r.Method)})
	})
}

// refusal hears what mux says of a request that it has no route for.
type refusal struct {
	header http.Header
	status int
}

func (r *refusal) Header() http.Header         { return r.header }
func (r *refusal) WriteHeader(status int)      { r.status = status }
func (r *refusal) Write(b []byte) (int, error) { return len(b), nil }
