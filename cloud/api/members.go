package api

import (
	"net/http"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Members answers for which homes a plant is made of.
type Members interface {
	// Members returns the plant's homes of now, sorted, or a NotFound fault.
	Members(plant energy.PlantID) ([]energy.SiteID, error)
	// Join makes site a member from now on; one that is stays so. Either may be
	// NotFound.
	Join(plant energy.PlantID, site energy.SiteID) error
	// Leave ends the membership now: the home gets no further lease. A home
	// that is no member is NotFound.
	Leave(plant energy.PlantID, site energy.SiteID) error
}

func (s *Server) getMembers(w http.ResponseWriter, r *http.Request) {
	plant, err := plantID(r)
	var ids []energy.SiteID
	if err == nil {
		ids, err = s.rooms.Members.Members(plant)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, map[string]any{"sites": ids})
}

// change answers a request that joins or leaves.
func (s *Server) change(do func(energy.PlantID, energy.SiteID) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		plant, err := plantID(r)
		var site energy.SiteID
		if err == nil {
			site, err = memberID(r)
		}
		if err == nil {
			err = do(plant, site)
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

func memberID(r *http.Request) (energy.SiteID, error) {
	id, err := energy.ParseSiteID(r.PathValue("site"))
	if err != nil {
		return "", &fault.Error{Op: "find site", Kind: fault.Invalid, Err: err}
	}
	return id, nil
}
