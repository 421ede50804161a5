package api

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Targets takes what is asked of the plants.
type Targets interface {
	// SetTarget asks the plant for power until then. It returns once the
	// target is durable and in effect.
	SetTarget(id energy.PlantID, t Target) error
	// ClearTarget lets the plant go: its homes are back in their own mode
	// within the hold of a signal. It returns once that is durable and in
	// effect. A plant that has no target stays so.
	ClearTarget(id energy.PlantID) error
}

// Enroller makes certificates for gateways.
type Enroller interface {
	// Enroll returns papers with a certificate for csr, or a Denied fault where
	// claim is not valid.
	Enroll(claim string, site energy.SiteID, csr []byte) (Papers, error)
}

// Rooms are what stands behind the server, all of them needed.
type Rooms struct {
	Plants    Plants
	Targets   Targets
	Members   Members
	Sites     Sites
	Past      Past
	Explains  Explains
	Estimates Estimates
	Fleet     Fleet
	Enroller  Enroller
	Counts    Counts

	Programmes Programmes
	Enrolments Enrolments
	Calls      Calls
	Notices    Notices

	Settlements Settlements
	Ledger      Ledger
}

// Server answers HTTP requests.
type Server struct {
	rooms Rooms
	ready func() error
	log   *slog.Logger
	feeds *feeds

	queries queries
}

// New returns a Server, whose event streams go on while Run does. ready reports
// why the process cannot serve yet.
func New(rooms Rooms, ready func() error, log *slog.Logger) *Server {
	return &Server{rooms: rooms, ready: ready, log: log, feeds: newFeeds(time.Now()), queries: queriesOf(document)}
}

// Handler returns the routes. A request that changes something is refused
// where a browser sent it from another origin. What is refused before it comes
// to a route is answered as every other error is.
func (s *Server) Handler() http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, &fault.Error{Op: r.Method, Kind: fault.Denied, Subject: r.URL.Path, Hint: "send it from the page of this server",
			Err: errors.New("a page of another origin sent it")})
	}))
	return s.guard(origin.Handler(s.explain(s.routes())))
}

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { answer(w, map[string]bool{"alive": true}) })
	mux.HandleFunc("GET /readyz", s.getReady)
	mux.HandleFunc("GET /api/v1/openapi.json", s.getDocument)
	mux.HandleFunc("GET /api/v1/plants", s.getPlants)
	mux.HandleFunc("GET /api/v1/plants/{id}", s.getPlant)
	mux.HandleFunc("PUT /api/v1/plants/{id}/target", s.putTarget)
	mux.HandleFunc("DELETE /api/v1/plants/{id}/target", s.deleteTarget)
	mux.HandleFunc("GET /api/v1/plants/{id}/events", s.getEvents)
	mux.HandleFunc("GET /api/v1/plants/{id}/sites", s.getMembers)
	mux.HandleFunc("PUT /api/v1/plants/{id}/sites/{site}", s.change(s.rooms.Members.Join))
	mux.HandleFunc("DELETE /api/v1/plants/{id}/sites/{site}", s.change(s.rooms.Members.Leave))
	mux.HandleFunc("GET /api/v1/sites", s.getSites)
	mux.HandleFunc("GET /api/v1/sites/{id}", s.getSite)
	mux.HandleFunc("GET /api/v1/sites/{id}/history", s.getHistory)
	mux.HandleFunc("GET /api/v1/sites/{id}/explain", s.getExplanation)
	mux.HandleFunc("GET /api/v1/sites/{id}/orders/{order}", s.getCourse)
	mux.HandleFunc("GET /api/v1/orders/{order}", s.getOrdered)
	mux.HandleFunc("GET /api/v1/sites/{id}/estimate", s.getSiteEstimate)
	mux.HandleFunc("GET /api/v1/groups/{id}/estimate", s.groupEstimate(""))
	mux.HandleFunc("GET /api/v1/plants/{id}/estimate", s.groupEstimate("plant"))
	mux.HandleFunc("GET /api/v1/fleet/estimate", s.sumEstimate(s.fleetEstimate))
	mux.HandleFunc("POST /api/v1/enroll", s.postEnroll)
	mux.HandleFunc("GET /api/v1/store", s.getStore)
	mux.HandleFunc("GET /api/v1/counters", s.getCounters)
	mux.HandleFunc("GET /metrics", s.getMetrics)
	s.fleetRoutes(mux)
	s.programmeRoutes(mux)
	s.settlementRoutes(mux)
	return mux
}

func (s *Server) getReady(w http.ResponseWriter, r *http.Request) {
	if err := s.ready(); err != nil {
		s.fail(w, r, &fault.Error{Op: "ready", Kind: fault.Busy, Err: err})
		return
	}
	answer(w, map[string]bool{"ready": true})
}
