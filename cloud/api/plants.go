package api

import (
	"net/http"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Plants answers for the plants.
type Plants interface {
	// Plant returns the plant as it is now, or a NotFound fault.
	Plant(id energy.PlantID) (Plant, error)
}

func (s *Server) getPlant(w http.ResponseWriter, r *http.Request) {
	id, err := plantID(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	p, err := s.rooms.Plants.Plant(id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, p)
}

// getPlants answers with the groups that are plants.
func (s *Server) getPlants(w http.ResponseWriter, r *http.Request) {
	groups, err := s.rooms.Fleet.Groups(r.Context(), "plant", time.Now().UTC())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	ids := make([]string, len(groups))
	for i, g := range groups {
		ids[i] = g.ID
	}
	answer(w, map[string]any{"plants": ids})
}
