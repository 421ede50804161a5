package api

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

const (
	// maxFleet bounds a file of assets: a million homes with all they have.
	maxFleet = 1 << 30
	// fleetWait is how long an import or an export may take.
	fleetWait = 10 * time.Minute
)

// BadRow is what is wrong with one row of a file.
type BadRow struct {
	Line   int    `json:"line"`
	Column string `json:"column,omitempty"` // "": the row as a whole
	Value  string `json:"value,omitempty"`  // left out where it is a person's
	Reason string `json:"reason"`
	Hint   string `json:"hint,omitempty"`
}

// BadRows are the rows for which a file was refused, all of them.
type BadRows []BadRow

// Error returns the number of rows.
func (b BadRows) Error() string { return fmt.Sprintf("%d rows are wrong", len(b)) }

// postFleet takes a file of assets as text/csv or application/json.
func (s *Server) postFleet(w http.ResponseWriter, r *http.Request) {
	format, err := formatOf(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	unhurried(w)
	done, err := s.rooms.Fleet.Import(r.Context(), format, http.MaxBytesReader(w, r.Body, maxFleet))
	if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
		err = &fault.Error{Op: "import", Kind: fault.Invalid, Hint: "send it in parts", Err: err}
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, done)
}

func formatOf(r *http.Request) (FleetFormat, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "text/csv":
		return FleetCSV, nil
	case err == nil && kind == "application/json":
		return FleetJSON, nil
	}
	return "", &fault.Error{Op: "import", Kind: fault.Invalid, Hint: "send text/csv or application/json",
		Err: fmt.Errorf("content type %q", r.Header.Get("Content-Type"))}
}

// getFleet answers ?format=csv&people=yes: a file as postFleet takes it, as CSV
// and without people unless told otherwise.
func (s *Server) getFleet(w http.ResponseWriter, r *http.Request) {
	format := FleetFormat(r.URL.Query().Get("format"))
	if format == "" {
		format = FleetCSV
	}
	media := map[FleetFormat]string{FleetCSV: "text/csv; charset=utf-8", FleetJSON: "application/json"}[format]
	people, known := map[string]People{"": WithoutPeople, "no": WithoutPeople, "yes": WithPeople}[r.URL.Query().Get("people")]
	if media == "" || !known {
		s.fail(w, r, &fault.Error{Op: "export", Kind: fault.Invalid, Hint: "format is csv or json, people yes or no",
			Err: fmt.Errorf("format %q, people %q", format, r.URL.Query().Get("people"))})
		return
	}
	unhurried(w)
	out := &begun{ResponseWriter: w, media: media}
	err := s.rooms.Fleet.Export(r.Context(), format, people, out)
	if err != nil && out.any {
		panic(http.ErrAbortHandler) // half a file must not look like a whole one
	}
	if err != nil {
		s.fail(w, r, err)
	}
}

// begun is a file on its way; it has its header once there is some of it.
type begun struct {
	http.ResponseWriter
	media string
	any   bool
}

func (b *begun) Write(text []byte) (int, error) {
	if !b.any {
		b.any = true
		b.Header().Set("Content-Type", b.media)
		b.Header().Set("Cache-Control", "no-store")
	}
	return b.ResponseWriter.Write(text)
}

// unhurried gives a file the time it takes. Where the connection has no
// deadlines there is nothing to move.
func unhurried(w http.ResponseWriter) {
	c := http.NewResponseController(w)
	end := time.Now().Add(fleetWait)
	_ = c.SetReadDeadline(end)
	_ = c.SetWriteDeadline(end)
}
