package api

import (
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Settlements answers for what calls earned.
type Settlements interface {
	// Settlements returns how far calls are settled, the latest first.
	Settlements() ([]Settlement, error)
	// Settlement returns one, or a NotFound fault.
	Settlement(call string) (Settlement, error)
	// Report returns a file of its report, one of ReportFiles, or a NotFound fault.
	Report(call, file string) ([]byte, error)
}

// Settlement is how far a call is settled.
type Settlement struct {
	Call      string        `json:"call"`
	Programme string        `json:"programme"`
	Service   string        `json:"service"`
	Start     time.Time     `json:"start"`
	End       time.Time     `json:"end"`
	Test      bool          `json:"test"` // nothing is sold by it
	Homes     int           `json:"homes"`
	Missing   int           `json:"missing"` // of what was to be measured: homes, and intervals of homes
	SettledAt time.Time     `json:"settled_at"`
	ChangedAt time.Time     `json:"changed_at"`  // when the report was made
	Final     bool          `json:"final"`       // it is settled anew only where data comes late
	Worth     *energy.Ratio `json:"worth_ratio"` // by the rules of its market; null: they give nothing
	NotSold   *string       `json:"not_sold"`    // why nothing of it is sold; null: it is
	Refused   []string      `json:"refused"`     // what the ledger does not take, and why
	Earned    []LedgerSum   `json:"earned"`      // by currency
	Files     []string      `json:"files"`       // of its report
}

// ReportFiles are the files of a report, with what they are written in.
func ReportFiles() map[string]string {
	const csv = "text/csv; charset=utf-8"
	return map[string]string{
		"report.json": "application/json", "report.html": "text/html; charset=utf-8",
		"figures.csv": csv, "series.csv": csv, "settled.csv": csv, "sources.csv": csv,
	}
}

func (s *Server) settlementRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/v1/settlements", s.getSettlements)
	mux.HandleFunc("GET /api/v1/settlements/{id}", s.getSettlement)
	mux.HandleFunc("GET /api/v1/settlements/{id}/{file}", s.getReport)
	s.ledgerRoutes(mux)
}

func (s *Server) getSettlements(w http.ResponseWriter, r *http.Request) {
	list, err := s.rooms.Settlements.Settlements()
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, map[string]any{"settlements": list})
}

func (s *Server) getSettlement(w http.ResponseWriter, r *http.Request) {
	id, err := callID(r)
	var one Settlement
	if err == nil {
		one, err = s.rooms.Settlements.Settlement(id)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, one)
}

func callID(r *http.Request) (string, error) {
	id := r.PathValue("id")
	if _, err := energy.ParseSiteID(id); err != nil {
		return "", &fault.Error{Op: "find settlement", Kind: fault.Invalid, Subject: id, Hint: "give the id of a call", Err: errors.New("no call can have that name")}
	}
	return id, nil
}

// getReport answers a file of a report. The page runs nothing and loads nothing, and
// is not let.
func (s *Server) getReport(w http.ResponseWriter, r *http.Request) {
	id, err := callID(r)
	file := r.PathValue("file")
	media, known := ReportFiles()[file]
	if err == nil && !known {
		var names []string
		for name := range ReportFiles() {
			names = append(names, name)
		}
		slices.Sort(names)
		err = &fault.Error{Op: "read report", Kind: fault.NotFound, Subject: path.Join(id, file), Hint: "files are " + strings.Join(names, ", "), Err: fmt.Errorf("no report has a file %q", file)}
	}
	var text []byte
	if err == nil {
		text, err = s.rooms.Settlements.Report(id, file)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(text) // as in tell
}
