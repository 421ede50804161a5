package api

import (
	"net/http"
	"time"
)

func (s *Server) getParticipation(w http.ResponseWriter, r *http.Request) {
	id, err := siteID(r)
	var p Participation
	if err == nil {
		p, err = s.rooms.Enrolments.Participation(id)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, p)
}

// putOptOut takes {"programme":"evening-capacity","from":...,"to":...}, all of which may
// be left out: no to everything from now on.
func (s *Server) putOptOut(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Programme string    `json:"programme"`
		From      time.Time `json:"from"`
		To        time.Time `json:"to"`
	}
	id, err := siteID(r)
	if err == nil {
		err = decode(r, "opt out", `{}, or {"programme":"evening-capacity","to":"2026-03-01T20:00:00Z"}`, &body)
	}
	if err == nil {
		err = s.rooms.Enrolments.OptOut(OptOut{Site: id, Programme: body.Programme, From: body.From, To: body.To}, personOf(r))
	}
	s.done(w, r, err)
}

// deleteOptOut answers ?programme=, or without it ends the no to all.
func (s *Server) deleteOptOut(w http.ResponseWriter, r *http.Request) {
	id, err := siteID(r)
	if err == nil {
		err = s.rooms.Enrolments.OptIn(id, r.URL.Query().Get("programme"), personOf(r))
	}
	s.done(w, r, err)
}
