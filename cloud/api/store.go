package api

import (
	"net/http"
	"time"
)

// Store is how the store of what homes told stands. Where it does not take what
// comes, nothing that comes is acknowledged, and the homes keep it.
type Store struct {
	State       string     `json:"state"`             // "ok", "down" or "full"
	Waiting     int        `json:"waiting_reports"`   // taken, and not durable yet
	Undelivered int64      `json:"undelivered_bytes"` // durable in the journal, and not in the database yet
	DownSince   *time.Time `json:"down_since"`        // null: the database takes samples
	Cause       *string    `json:"cause"`             // of that
}

// The states of the store.
const (
	StoreOK   = "ok"
	StoreDown = "down" // the database takes nothing; the journal does, while it has room
	StoreFull = "full" // nothing more is stored, nor acknowledged
)

func (s *Server) getStore(w http.ResponseWriter, _ *http.Request) { answer(w, s.rooms.Past.Store()) }
