package api

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// problem is an RFC 9457 problem detail, with our kind and hint as extensions.
type problem struct {
	Type     string  `json:"type"`
	Title    string  `json:"title"`
	Status   int     `json:"status"`
	Detail   string  `json:"detail"`
	Instance string  `json:"instance"`
	Kind     string  `json:"kind"`
	Hint     string  `json:"hint,omitempty"`
	Rows     BadRows `json:"rows,omitempty"` // of a file that was refused for them
}

// problemType precedes the kind in a problem's type: docs/api.md says what each is.
const problemType = "urn:hearthgrid:problem:"

var statuses = map[fault.Kind]int{
	fault.Invalid: http.StatusBadRequest, fault.Denied: http.StatusForbidden,
	fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusConflict,
	fault.Unsupported: http.StatusNotImplemented, fault.Unsafe: http.StatusUnprocessableEntity,
	fault.Stale: http.StatusConflict, fault.Busy: http.StatusServiceUnavailable,
	fault.Unreachable: http.StatusServiceUnavailable, fault.Unknown: http.StatusGatewayTimeout,
	fault.Corrupt: http.StatusUnprocessableEntity,
}

var titles = map[fault.Kind]string{
	fault.Invalid: "The request is wrong", fault.Denied: "No right to it", fault.NotFound: "There is no such thing",
	fault.Conflict: "It is not as the request takes it to be", fault.Unsupported: "It cannot do that",
	fault.Unsafe: "It would not be safe", fault.Stale: "Too old to act on", fault.Busy: "Try again later",
	fault.Unreachable: "Nothing could be sent", fault.Unknown: "Sent and not answered: it may have happened",
	fault.Corrupt: "What came is damaged", fault.Internal: "A mistake of the server",
}

// refusedAs is an error whose status is not that of its kind.
type refusedAs struct {
	error
	status int
}

func (e refusedAs) Unwrap() error { return e.error }

// statusOf returns the status of err, and false where nobody classified it.
func statusOf(err error) (int, bool) {
	if as := (refusedAs{}); errors.As(err, &as) {
		return as.status, true
	}
	if long := (*http.MaxBytesError)(nil); errors.As(err, &long) {
		return http.StatusRequestEntityTooLarge, true
	}
	status, known := statuses[fault.KindOf(err)]
	return status, known
}

// fail answers with err. An unclassified error is ours: it is logged in full
// and shown in two words.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, known := statusOf(err)
	if !known {
		s.log.Error("request failed", "method", r.Method, "path", r.URL.Path, "err", err)
		s.broken(w, r)
		return
	}
	tell(w, r, status, err)
}

// broken tells that the mistake is ours, and nothing of what it was.
func (s *Server) broken(w http.ResponseWriter, r *http.Request) {
	tell(w, r, http.StatusInternalServerError,
		&fault.Error{Op: r.Method, Kind: fault.Internal, Subject: r.URL.Path, Hint: "the server's log has the reason", Err: errors.New("internal error")})
}

func tell(w http.ResponseWriter, r *http.Request, status int, err error) {
	kind := fault.KindOf(err)
	p := problem{
		Type: problemType + kind.String(), Title: titles[kind], Status: status, Detail: err.Error(),
		Instance: r.URL.EscapedPath(), Kind: kind.String(), Hint: hintOf(kind, err),
	}
	_ = errors.As(err, &p.Rows) // where there are any
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(p) // the reader may have gone: nothing to do about it
}

// hintOf returns the way out, of the kind where the error itself has none.
func hintOf(kind fault.Kind, err error) string {
	if hint := fault.HintOf(err); hint != "" {
		return hint
	}
	switch kind {
	case fault.Busy, fault.Unreachable:
		return "send it again in a while"
	case fault.Unknown:
		return "look what became of it before it is sent again"
	case fault.NotFound:
		return "see /api/v1/openapi.json, and the lists below /api/v1/ for what there is"
	}
	return "see " + documentPath
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(v) // as in tell
}
