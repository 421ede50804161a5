package api

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// problem is an RFC 9457 problem detail.
type problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Kind   string `json:"kind"`
	Hint   string `json:"hint,omitempty"`
}

var statuses = map[fault.Kind]int{
	fault.Invalid: http.StatusBadRequest, fault.Denied: http.StatusForbidden,
	fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusConflict,
	fault.Unsupported: http.StatusNotImplemented, fault.Unsafe: http.StatusUnprocessableEntity,
	fault.Stale: http.StatusConflict, fault.Busy: http.StatusServiceUnavailable,
	fault.Unreachable: http.StatusServiceUnavailable, fault.Unknown: http.StatusGatewayTimeout,
	fault.Corrupt: http.StatusUnprocessableEntity,
}

// fail answers with err. An unclassified error is ours: it is logged in full
// and shown in two words.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, known := statuses[fault.KindOf(err)]
	if !known {
		s.log.Error("request failed", "method", r.Method, "path", r.URL.Path, "err", err)
		status, err = http.StatusInternalServerError, errors.New("internal error")
	}
	tell(w, status, err)
}

func tell(w http.ResponseWriter, status int, err error) {
	kind := fault.KindOf(err).String()
	p := problem{Title: kind, Status: status, Detail: err.Error(), Kind: kind, Hint: fault.HintOf(err)}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the reader may have gone: nothing to do about it
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(v) // as in fail
}
