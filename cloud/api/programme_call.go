package api

import (
	"context"
	"net/http"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Calls answers for the calls of all programmes.
type Calls interface {
	// Calls returns the calls that are open or were closed after since, and whether
	// all is stopped.
	Calls(since time.Time) CallList
	// Call returns one with its homes, or a NotFound fault.
	Call(id string) (CallDetail, error)
	// DryRun says what Propose would do now. Nothing changes.
	DryRun(ctx context.Context, c CallRequest, by Person) (Plan, error)
	// Propose plans a call and claims its homes. The same request again changes
	// nothing.
	Propose(ctx context.Context, c CallRequest, by Person) (Plan, error)
	// Approve lets a call go ahead that a second person has to approve.
	Approve(id string, by Person) error
	// StopCall stops one: its homes are back in their own mode within their leases.
	StopCall(id string, by Person, why string) error
	// Halt stops all that runs, and lets nothing begin until Resume.
	Halt(by Person, why string) error
	// Resume lets calls begin again. What was stopped stays so.
	Resume(by Person, why string) error
}

// Notices answers for what owners are to be told.
type Notices interface {
	// Notices returns what they have yet to be told, the most urgent call first.
	Notices() []Notice
	// Tell notes that owners were told.
	Tell(kind, call string, sites []energy.SiteID, by Person) error
}

func (s *Server) callRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/v1/calls", s.getCalls)
	mux.HandleFunc("POST /api/v1/calls", s.plan(s.propose))
	mux.HandleFunc("POST /api/v1/dry-runs", s.plan(s.dryRun))
	mux.HandleFunc("GET /api/v1/calls/{id}", s.getCall)
	mux.HandleFunc("POST /api/v1/calls/{id}/approve", s.postApprove)
	mux.HandleFunc("POST /api/v1/calls/{id}/stop", s.postStopCall)
	mux.HandleFunc("PUT /api/v1/halt", s.putHalt)
	mux.HandleFunc("DELETE /api/v1/halt", s.deleteHalt)
	mux.HandleFunc("GET /api/v1/notices", s.getNotices)
	mux.HandleFunc("POST /api/v1/notices/told", s.postTold)
}

// recent is how long ago calls were closed that are listed where nothing is said.
const recent = 24 * time.Hour

// getCalls answers ?since=RFC3339, a day ago where it is left out.
func (s *Server) getCalls(w http.ResponseWriter, r *http.Request) {
	since, err := time.Now().Add(-recent), error(nil)
	if r.URL.Query().Has("since") {
		since, err = instant(r, "since")
	}
	if err != nil {
		s.fail(w, r, &fault.Error{Op: "list calls", Kind: fault.Invalid, Hint: "give since as 2026-03-01T12:00:00Z, or leave it out for the last day", Err: err})
		return
	}
	answer(w, s.rooms.Calls.Calls(since))
}

func (s *Server) getCall(w http.ResponseWriter, r *http.Request) {
	id, err := pathID(r, "call")
	var c CallDetail
	if err == nil {
		c, err = s.rooms.Calls.Call(id)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, c)
}

func (s *Server) propose(r *http.Request, c CallRequest) (Plan, error) {
	return s.rooms.Calls.Propose(r.Context(), c, personOf(r))
}

func (s *Server) dryRun(r *http.Request, c CallRequest) (Plan, error) {
	return s.rooms.Calls.DryRun(r.Context(), c, personOf(r))
}

// plan answers a request for a call with what becomes of it.
func (s *Server) plan(do func(*http.Request, CallRequest) (Plan, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var c CallRequest
		err := decode(r, "plan call", `{"id":"...","programme":"...","node":"...","purpose":"market","start":"...","end":"...","up_w":1000,"down_w":0,"least_ratio":1}`, &c)
		var p Plan
		if err == nil {
			p, err = do(r, c)
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		answer(w, p)
	}
}

func (s *Server) postApprove(w http.ResponseWriter, r *http.Request) {
	id, err := pathID(r, "call")
	if err == nil {
		err = s.rooms.Calls.Approve(id, personOf(r))
	}
	s.done(w, r, err)
}

func (s *Server) postStopCall(w http.ResponseWriter, r *http.Request) {
	why, err := reason(r)
	var id string
	if err == nil {
		id, err = pathID(r, "call")
	}
	if err == nil {
		err = s.rooms.Calls.StopCall(id, personOf(r), why)
	}
	s.done(w, r, err)
}

func (s *Server) putHalt(w http.ResponseWriter, r *http.Request) {
	why, err := reason(r)
	if err == nil {
		err = s.rooms.Calls.Halt(personOf(r), why)
	}
	s.done(w, r, err)
}

func (s *Server) deleteHalt(w http.ResponseWriter, r *http.Request) {
	s.done(w, r, s.rooms.Calls.Resume(personOf(r), ""))
}

// reason takes {"why":"..."}, or no body at all: who stops is not asked first.
func reason(r *http.Request) (string, error) {
	var body struct {
		Why string `json:"why"`
	}
	if r.ContentLength == 0 {
		return "", nil
	}
	err := decode(r, "stop", `{"why":"..."}, or nothing`, &body)
	return body.Why, err
}

func (s *Server) getNotices(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string]any{"notices": s.rooms.Notices.Notices()})
}

// postTold takes {"kind":"call","call":"...","sites":["..."]}.
func (s *Server) postTold(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Kind  string          `json:"kind"`
		Call  string          `json:"call"`
		Sites []energy.SiteID `json:"sites"`
	}
	err := decode(r, "note notice", `{"kind":"call","call":"...","sites":["home-0001"]}`, &body)
	if err == nil {
		err = s.rooms.Notices.Tell(body.Kind, body.Call, body.Sites, personOf(r))
	}
	s.done(w, r, err)
}
