package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Estimates answers for what is believed of homes, and of sums of them.
type Estimates interface {
	// EstimateSite returns what is believed of a home at a time, or a NotFound
	// fault. It returns false where that time is told of by what is stored and
	// not by what is believed: the home sampled something later, or told
	// nothing since the start and the time is before now. at is at most Ahead
	// after now.
	EstimateSite(ctx context.Context, site energy.SiteID, at time.Time, level energy.Ratio) (SiteEstimate, bool, error)
	// EstimateGroup returns what is believed of a group's homes by now, each
	// counted once. It is NotFound where there is no such group, or where kind
	// is not empty and the group is of another.
	EstimateGroup(ctx context.Context, id, kind string, level energy.Ratio) (GroupEstimate, error)
	// EstimateFleet is EstimateGroup of all homes there are, in a group or in none.
	EstimateFleet(ctx context.Context, level energy.Ratio) (GroupEstimate, error)
}

// Ahead is how far into the future a home is estimated.
const Ahead = 15 * time.Minute

// The levels an interval may have, and the one it has where none is asked for.
const (
	LeastLevel   energy.Ratio = 0.5
	DefaultLevel energy.Ratio = 0.9
	MostLevel    energy.Ratio = 0.99
)

// The ways in which a home's estimate was made.
const (
	BasisModel  = "model"  // of what it told last
	BasisStored = "stored" // the newest samples at or before the time asked for
)

// getSiteEstimate answers ?at=RFC3339&level=0.9, both of which may be left out.
func (s *Server) getSiteEstimate(w http.ResponseWriter, r *http.Request) {
	id, err := siteID(r)
	var q estimateQuery
	if err == nil {
		q, err = estimateOf(r, time.Now().UTC())
	}
	var e SiteEstimate
	if err == nil {
		e, err = s.siteEstimate(r.Context(), id, q)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, e)
}

func (s *Server) siteEstimate(ctx context.Context, site energy.SiteID, q estimateQuery) (SiteEstimate, error) {
	e, believed, err := s.rooms.Estimates.EstimateSite(ctx, site, q.at, q.level)
	if err == nil && !believed {
		e, err = s.rooms.Past.Newest(ctx, site, q.at)
	}
	e.Site, e.At, e.Level = site, q.at, q.level
	e.Basis = BasisStored
	if believed {
		e.Basis = BasisModel
	}
	return e, err
}

// groupEstimate answers ?level=0.9 of groups of a kind, or of all where it is
// empty.
func (s *Server) groupEstimate(kind string) http.HandlerFunc {
	return s.sumEstimate(func(r *http.Request, level energy.Ratio) (GroupEstimate, error) {
		id, err := groupID(r)
		if err != nil {
			return GroupEstimate{}, err
		}
		return s.rooms.Estimates.EstimateGroup(r.Context(), id, kind, level)
	})
}

func (s *Server) fleetEstimate(r *http.Request, level energy.Ratio) (GroupEstimate, error) {
	return s.rooms.Estimates.EstimateFleet(r.Context(), level)
}

func (s *Server) sumEstimate(of func(*http.Request, energy.Ratio) (GroupEstimate, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		level, err := levelOf(r)
		var e GroupEstimate
		if err == nil {
			e, err = of(r, level)
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		answer(w, e)
	}
}

// groupID returns the id of a group, which has the form of a site's.
func groupID(r *http.Request) (string, error) {
	id, err := energy.ParseSiteID(r.PathValue("id"))
	if err != nil {
		return "", unestimated("an id is 1 to 64 characters of A-Z a-z 0-9 _ -", "group %q is no id", r.PathValue("id"))
	}
	return string(id), nil
}

// estimateQuery is what is asked of a home.
type estimateQuery struct {
	at    time.Time
	level energy.Ratio
}

func estimateOf(r *http.Request, now time.Time) (estimateQuery, error) {
	level, err := levelOf(r)
	q := estimateQuery{at: now, level: level}
	if err != nil || !r.URL.Query().Has("at") {
		return q, err
	}
	if q.at, err = instant(r, "at"); err != nil {
		return q, unestimated("give at as 2026-03-01T12:00:00Z, or leave it out for now", "%w", err)
	}
	if ahead := q.at.Sub(now); ahead > Ahead || q.at.UnixMilli() <= 0 {
		return q, unestimated("ask of a time after 1970 and at most "+Ahead.String()+" from now", "at %v: it is %v from now", q.at, ahead.Round(time.Second))
	}
	return q, nil
}

func levelOf(r *http.Request) (energy.Ratio, error) {
	if !r.URL.Query().Has("level") {
		return DefaultLevel, nil
	}
	text := r.URL.Query().Get("level")
	v, err := strconv.ParseFloat(text, 64)
	if level := energy.Ratio(v); err == nil && level >= LeastLevel && level <= MostLevel {
		return level, nil
	}
	return 0, unestimated("leave it out for 0.9", "level %q: want a probability of %v to %v", text, LeastLevel, MostLevel)
}

func unestimated(hint, format string, args ...any) error {
	return &fault.Error{Op: "estimate", Kind: fault.Invalid, Hint: hint, Err: fmt.Errorf(format, args...)}
}
