package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Person is who asks, by the name they give: nothing proves it yet.
type Person string

// Programmes answers for what the fleet sells.
type Programmes interface {
	// Programmes returns the programmes by name.
	Programmes() []Programme
	// Programme returns one, or a NotFound fault.
	Programme(id string) (Programme, error)
	// Define adds a programme, or puts it in the place of the one of its id.
	Define(p Programme, by Person) error
	// SetLevel is the grid operator's signal, -1..1, which holds for seconds.
	SetLevel(id string, level float64, by Person) error
	// StopProgramme stops all calls of a programme.
	StopProgramme(id string, by Person, why string) error
}

// Enrolments answers for which homes take part in what.
type Enrolments interface {
	// Participation returns what a home has agreed to, or a NotFound fault.
	Participation(site energy.SiteID) (Participation, error)
	// Enrol enrols homes, all or none, and returns how many there are.
	Enrol(ctx context.Context, programme string, e EnrolRequest, by Person) (int, error)
	// Withdraw ends an enrolment now.
	Withdraw(programme string, site energy.SiteID, by Person) error
	// OptOut is an owner's no, to all programmes where it names none.
	OptOut(o OptOut, by Person) error
	// OptIn ends it.
	OptIn(site energy.SiteID, programme string, by Person) error
}

// EnrolRequest enrols homes by name, or all of a group, from now on where it says
// nothing else.
type EnrolRequest struct {
	Sites   []energy.SiteID `json:"sites,omitempty"`
	Group   string          `json:"group,omitempty"`
	Power   energy.Watts    `json:"power_w"`
	Reserve energy.Ratio    `json:"reserve_ratio"`
	From    time.Time       `json:"from,omitzero"`
	To      time.Time       `json:"to,omitzero"`
}

// personHeader names who asks. There is no login yet: it is believed.
const personHeader = "Hearthgrid-Person"

// longestName is more than a name has: what is longer is cut, for a stop is never refused.
const longestName = 64

func personOf(r *http.Request) Person {
	name := strings.ToValidUTF8(r.Header.Get(personHeader), "?")
	return Person(strings.ToValidUTF8(name[:min(len(name), longestName)], ""))
}

// pathID returns the id in the path, of what is named as homes are.
func pathID(r *http.Request, what string) (string, error) {
	id := r.PathValue("id")
	if _, err := energy.ParseSiteID(id); err != nil {
		return "", &fault.Error{Op: "find " + what, Kind: fault.Invalid, Subject: id, Hint: "give 1 to 64 characters of A-Z a-z 0-9 _ -", Err: errors.New("no " + what + " can have that name")}
	}
	return id, nil
}

func (s *Server) programmeRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/v1/programmes", s.getProgrammes)
	mux.HandleFunc("GET /api/v1/programmes/{id}", s.getProgramme)
	mux.HandleFunc("PUT /api/v1/programmes/{id}", s.putProgramme)
	mux.HandleFunc("PUT /api/v1/programmes/{id}/level", s.putLevel)
	mux.HandleFunc("POST /api/v1/programmes/{id}/stop", s.postStopProgramme)
	mux.HandleFunc("POST /api/v1/programmes/{id}/sites", s.postEnrol)
	mux.HandleFunc("DELETE /api/v1/programmes/{id}/sites/{site}", s.deleteEnrolment)
	mux.HandleFunc("GET /api/v1/sites/{id}/programmes", s.getParticipation)
	mux.HandleFunc("PUT /api/v1/sites/{id}/opt-out", s.putOptOut)
	mux.HandleFunc("DELETE /api/v1/sites/{id}/opt-out", s.deleteOptOut)
	s.callRoutes(mux)
}

func (s *Server) getProgrammes(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string]any{"programmes": s.rooms.Programmes.Programmes()})
}

func (s *Server) getProgramme(w http.ResponseWriter, r *http.Request) {
	id, err := pathID(r, "programme")
	var p Programme
	if err == nil {
		p, err = s.rooms.Programmes.Programme(id)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, p)
}

func (s *Server) putProgramme(w http.ResponseWriter, r *http.Request) {
	var p Programme
	id, err := pathID(r, "programme")
	if err == nil {
		err = decode(r, "define programme", "a programme as GET shows it", &p)
	}
	if err == nil && p.ID != id {
		err = &fault.Error{Op: "define programme", Kind: fault.Invalid, Subject: id, Hint: "give the id of the path", Err: fmt.Errorf("id %q", p.ID)}
	}
	if err == nil {
		err = s.rooms.Programmes.Define(p, personOf(r))
	}
	s.done(w, r, err)
}

func (s *Server) putLevel(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Level *float64 `json:"level"`
	}
	id, err := pathID(r, "programme")
	if err == nil {
		err = decode(r, "set level", `{"level":0.5}`, &body)
	}
	if err == nil && body.Level == nil {
		err = &fault.Error{Op: "set level", Kind: fault.Invalid, Hint: `send {"level":0.5}`, Err: errors.New("level is missing")}
	}
	if err == nil {
		err = s.rooms.Programmes.SetLevel(id, *body.Level, personOf(r))
	}
	s.done(w, r, err)
}

func (s *Server) postStopProgramme(w http.ResponseWriter, r *http.Request) {
	why, err := reason(r)
	var id string
	if err == nil {
		id, err = pathID(r, "programme")
	}
	if err == nil {
		err = s.rooms.Programmes.StopProgramme(id, personOf(r), why)
	}
	s.done(w, r, err)
}

func (s *Server) postEnrol(w http.ResponseWriter, r *http.Request) {
	var e EnrolRequest
	id, err := pathID(r, "programme")
	if err == nil {
		err = decode(r, "enrol", `{"group":"demo","power_w":5000,"reserve_ratio":0.2}, or "sites" in place of the group`, &e)
	}
	var n int
	if err == nil {
		n, err = s.rooms.Enrolments.Enrol(r.Context(), id, e, personOf(r))
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, map[string]any{"homes": n})
}

func (s *Server) deleteEnrolment(w http.ResponseWriter, r *http.Request) {
	site, err := memberID(r)
	var id string
	if err == nil {
		id, err = pathID(r, "programme")
	}
	if err == nil {
		err = s.rooms.Enrolments.Withdraw(id, site, personOf(r))
	}
	s.done(w, r, err)
}

// done answers a request that has nothing to tell but that it was done.
func (s *Server) done(w http.ResponseWriter, r *http.Request, err error) {
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
