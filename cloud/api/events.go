package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// writeWait is how long one event may take to leave before its reader is cut.
const writeWait = 5 * time.Second

// getEvents streams the plant each second as server-sent events.
func (s *Server) getEvents(w http.ResponseWriter, r *http.Request) {
	id, err := plantID(r)
	if err == nil {
		_, err = s.rooms.Plants.Plant(id)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	// Each event has a deadline of its own; those for whole requests would end
	// the stream.
	if err := http.NewResponseController(w).SetReadDeadline(time.Time{}); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for n := uint64(1); s.sendPlant(w, id, n); n++ {
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
		}
	}
}

func (s *Server) sendPlant(w http.ResponseWriter, id energy.PlantID, n uint64) bool {
	p, err := s.rooms.Plants.Plant(id)
	if err != nil {
		return false
	}
	data, err := json.Marshal(p)
	if err != nil {
		s.log.Error("encode plant", "plant", id, "err", err)
		return false
	}
	out := http.NewResponseController(w)
	if err := out.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return false
	}
	if _, err := fmt.Fprintf(w, "id: %d\nevent: plant\ndata: %s\n\n", n, data); err != nil {
		return false
	}
	return out.Flush() == nil
}
