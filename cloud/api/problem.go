package api

import (
	"encoding/json"
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
// by the caller's wrapper and shown in two words.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	kind := fault.KindOf(err)
	status, known := statuses[kind]
	p := problem{Title: kind.String(), Status: status, Detail: err.Error(), Kind: kind.String(), Hint: fault.HintOf(err)}
	if !known {
		s.log.Error("request failed", "method", r.Method, "path", r.URL.Path, "err", err)
		p.Status, p.Detail = http.StatusInternalServerError, "internal error"
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the reader may have gone: nothing to do about it
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(v) // as in fail
}
