package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Ledger answers for what is owed. Each fails as Corrupt where the ledger is damaged,
// and nothing is settled.
type Ledger interface {
	// Page returns at most most entries after number after.
	Page(after uint64, most int) (LedgerPage, error)
	// Sums adds up what stands of an account by a level, one of SumLevels.
	Sums(by string, of Account) ([]LedgerSum, error)
	// Statement returns what a home is owed for a span.
	Statement(site energy.SiteID, span energy.Interval) (Statement, error)
	// Check reads all of it and says what is wrong.
	Check(ctx context.Context) (LedgerCheck, error)
	// Copy writes it as it is on disk.
	Copy(w io.Writer) error
}

const mostEntries = 1000

// SumLevels are by what is added up, finest last.
func SumLevels() []string { return []string{"currency", "programme", "event", "home", "device"} }

func (s *Server) ledgerRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/v1/ledger", s.getLedger)
	mux.HandleFunc("GET /api/v1/ledger/sums", s.getSums)
	mux.HandleFunc("GET /api/v1/ledger/check", s.getCheck)
	mux.HandleFunc("GET /api/v1/ledger/file", s.getLedgerFile)
	mux.HandleFunc("GET /api/v1/sites/{id}/statement", s.getStatement)
}

// getLedger answers ?after=0&limit=100.
func (s *Server) getLedger(w http.ResponseWriter, r *http.Request) {
	after, err := number(r, "after", 0)
	limit, err2 := number(r, "limit", 100)
	if err = errors.Join(err, err2); err == nil && (limit < 1 || limit > mostEntries) {
		err = fmt.Errorf("limit %d: want 1 to %d", limit, mostEntries)
	}
	if err != nil {
		s.fail(w, r, &fault.Error{Op: "read ledger", Kind: fault.Invalid, Hint: "give after and limit as whole numbers", Err: err})
		return
	}
	page, err := s.rooms.Ledger.Page(after, int(limit))
	s.answered(w, r, page, err)
}

func number(r *http.Request, name string, otherwise uint64) (uint64, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return otherwise, nil
	}
	return strconv.ParseUint(text, 10, 62)
}

func (s *Server) answered(w http.ResponseWriter, r *http.Request, v any, err error) {
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, v)
}

// getSums answers ?by=home&programme=&event=&site=&device=&currency=.
func (s *Server) getSums(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	by := q.Get("by")
	if by == "" {
		by = "currency"
	}
	if !slices.Contains(SumLevels(), by) {
		s.fail(w, r, &fault.Error{Op: "add up ledger", Kind: fault.Invalid, Hint: "by is " + strings.Join(SumLevels(), ", "), Err: fmt.Errorf("by %q", by)})
		return
	}
	of := Account{Currency: q.Get("currency"), Programme: q.Get("programme"), Event: q.Get("event"), Site: energy.SiteID(q.Get("site")), Device: energy.DeviceID(q.Get("device"))}
	sums, err := s.rooms.Ledger.Sums(by, of)
	s.answered(w, r, map[string]any{"sums": sums}, err)
}

func (s *Server) getCheck(w http.ResponseWriter, r *http.Request) {
	check, err := s.rooms.Ledger.Check(r.Context())
	s.answered(w, r, check, err)
}

// getLedgerFile answers a copy that anybody can check.
func (s *Server) getLedgerFile(w http.ResponseWriter, r *http.Request) {
	unhurried(w)
	out := &begun{ResponseWriter: w, media: "text/plain; charset=utf-8"}
	err := s.rooms.Ledger.Copy(out)
	if err != nil && out.any {
		panic(http.ErrAbortHandler) // as in getFleet
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if !out.any {
		_, _ = out.Write(nil) // it is empty
	}
}

// getStatement answers ?from=RFC3339&to=RFC3339.
func (s *Server) getStatement(w http.ResponseWriter, r *http.Request) {
	id, err := siteID(r)
	var span energy.Interval
	if err == nil {
		span, err = owedIn(r)
	}
	var statement Statement
	if err == nil {
		statement, err = s.rooms.Ledger.Statement(id, span)
	}
	s.answered(w, r, statement, err)
}

// longestStatement bounds what a home is told of at once.
const longestStatement = 366 * 24 * time.Hour

func owedIn(r *http.Request) (energy.Interval, error) {
	start, err := instant(r, "from")
	end, err2 := instant(r, "to")
	err = errors.Join(err, err2)
	if d := end.Sub(start); err == nil && (d <= 0 || d > longestStatement) {
		err = fmt.Errorf("from %v to %v: want more than 0 s and at most %v", start, end, longestStatement)
	}
	if err != nil {
		return energy.Interval{}, &fault.Error{Op: "state what is owed", Kind: fault.Invalid, Hint: "give from and to as 2026-03-01T00:00:00Z", Err: err}
	}
	return energy.Interval{Start: start, End: end}, nil
}
