package api

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Fleet answers for the assets, as of a time, and takes them in.
type Fleet interface {
	// Groups returns all groups of a kind, or of every kind where it is empty,
	// by id.
	Groups(ctx context.Context, kind string, at time.Time) ([]Group, error)
	// Group returns one group with what belongs to it, or a NotFound fault.
	Group(ctx context.Context, id string, at time.Time) (GroupDetail, error)
	// Assets returns what is at a site, or a NotFound fault.
	Assets(ctx context.Context, site energy.SiteID, at time.Time) (Assets, error)
	// Forget deletes the person of a site for good, or fails as NotFound.
	Forget(ctx context.Context, site energy.SiteID) error
	// Import takes a file in whole, or refuses it with a fault of kind Invalid
	// whose cause is BadRows.
	Import(ctx context.Context, format FleetFormat, file io.Reader) (Imported, error)
	// Export writes what Import takes.
	Export(ctx context.Context, format FleetFormat, people People, to io.Writer) error
}

// FleetFormat is how a file of assets is written down: "csv" or "json".
type FleetFormat string

// The formats of a file of assets.
const (
	FleetCSV  FleetFormat = "csv"
	FleetJSON FleetFormat = "json"
)

// People says whether personal data is told.
type People int

// An export leaves people out unless it is asked for them.
const (
	WithoutPeople People = iota
	WithPeople
)

// Holds is the time something holds, half open.
type Holds struct {
	From time.Time  `json:"from"`
	To   *time.Time `json:"to"` // null: no end is known
}

// Group is one group and the groups in it.
type Group struct {
	ID    string    `json:"id"`
	Kind  string    `json:"kind"`
	Parts []string  `json:"parts"` // ids of groups
	Added time.Time `json:"added"`
}

// GroupDetail is one group with what belongs to it.
type GroupDetail struct {
	Group
	At      time.Time       `json:"at"`
	Parents []string        `json:"parents"`     // ids of groups
	Sites   []energy.SiteID `json:"sites"`       // of the group itself
	Below   int             `json:"sites_below"` // homes of it and of the groups in it, each once
	Limits  []Limit         `json:"limits"`      // of the group itself
	Binding []Limit         `json:"binding"`     // of each name the tightest, of it or of a group above it
}

// Assets is what is at a site and what the site belongs to.
type Assets struct {
	Site    energy.SiteID `json:"site"`
	At      time.Time     `json:"at"`
	Devices []Device      `json:"devices"`
	Groups  []Belonging   `json:"groups"`
	Limits  []Limit       `json:"limits"`  // of the site itself
	Binding []Limit       `json:"binding"` // of each name the tightest, of it or of a group above it
}

// Belonging is a group that a site belongs to.
type Belonging struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	Holds
}

// Device is one device and what is known of it.
type Device struct {
	ID    energy.DeviceID `json:"id"`
	Kind  string          `json:"kind"`
	Facts []Fact          `json:"facts"`
	Holds                 // while it is fitted
}

// Fact is what is used of a fact, by which rule, and what was said.
type Fact struct {
	Name string `json:"name"`
	Used string `json:"used"`
	Rule string `json:"rule"` // "only", "lower", "newest"
	Said []Said `json:"said"`
}

// Said is what one source said.
type Said struct {
	Source string    `json:"source"`
	Value  string    `json:"value"`
	Stated time.Time `json:"stated"`
}

// Limit is the most that a node may do.
type Limit struct {
	Name  string  `json:"name"` // with its unit, "export_kw"
	Value float64 `json:"value"`
	Node  Node    `json:"node"` // where it sits
	Holds
}

// Node is a site or a group.
type Node struct {
	Kind string `json:"kind"` // "site", "group"
	ID   string `json:"id"`
}

// Imported counts what an import did.
type Imported struct {
	Rows    int `json:"rows"`
	Changed int `json:"changed"`
}

func (s *Server) fleetRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/v1/groups", s.getGroups)
	mux.HandleFunc("GET /api/v1/groups/{id}", s.getGroup)
	mux.HandleFunc("GET /api/v1/sites/{id}/assets", s.getAssets)
	mux.HandleFunc("DELETE /api/v1/persons/{id}", s.deletePerson)
	mux.HandleFunc("POST /api/v1/fleet/import", s.postFleet)
	mux.HandleFunc("GET /api/v1/fleet/export", s.getFleet)
}

// getGroups answers ?kind=feeder&at=RFC3339, both of which may be left out.
func (s *Server) getGroups(w http.ResponseWriter, r *http.Request) {
	at, err := asOf(r)
	var groups []Group
	if err == nil {
		groups, err = s.rooms.Fleet.Groups(r.Context(), r.URL.Query().Get("kind"), at)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, map[string]any{"at": at, "groups": groups})
}

func (s *Server) getGroup(w http.ResponseWriter, r *http.Request) {
	at, err := asOf(r)
	var group GroupDetail
	if err == nil {
		group, err = s.rooms.Fleet.Group(r.Context(), r.PathValue("id"), at)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, group)
}

func (s *Server) getAssets(w http.ResponseWriter, r *http.Request) {
	id, err := siteID(r)
	var at time.Time
	if err == nil {
		at, err = asOf(r)
	}
	var assets Assets
	if err == nil {
		assets, err = s.rooms.Fleet.Assets(r.Context(), id, at)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, assets)
}

// deletePerson forgets the person of a site.
func (s *Server) deletePerson(w http.ResponseWriter, r *http.Request) {
	id, err := siteID(r)
	if err == nil {
		err = s.rooms.Fleet.Forget(r.Context(), id)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// asOf returns the time that a request asks about: ?at=, or now.
func asOf(r *http.Request) (time.Time, error) {
	if !r.URL.Query().Has("at") {
		return time.Now().UTC(), nil
	}
	at, err := instant(r, "at")
	if err != nil {
		return at, &fault.Error{Op: "read " + r.URL.Path, Kind: fault.Invalid, Hint: "give at as 2026-03-01T12:00:00Z, or leave it out for now", Err: err}
	}
	return at, nil
}
