package api

import (
	"net/http"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Sites answers for the homes.
type Sites interface {
	// Sites returns every home's id, sorted.
	Sites() ([]energy.SiteID, error)
	// Site returns the home as it last reported, or a NotFound fault.
	Site(id energy.SiteID) (Site, error)
}

func (s *Server) getSites(w http.ResponseWriter, r *http.Request) {
	ids, err := s.rooms.Sites.Sites()
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, map[string]any{"sites": ids})
}

func (s *Server) getSite(w http.ResponseWriter, r *http.Request) {
	id, err := siteID(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	site, err := s.rooms.Sites.Site(id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, site)
}

func siteID(r *http.Request) (energy.SiteID, error) {
	id, err := energy.ParseSiteID(r.PathValue("id"))
	if err != nil {
		return "", &fault.Error{Op: "find site", Kind: fault.Invalid, Err: err}
	}
	return id, nil
}
