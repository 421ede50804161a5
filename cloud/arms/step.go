package arms

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// State is what was sent to homes. The zero State has sent nothing.
type State struct{ holds map[energy.SiteID]*hold }

// errand is an arm that is due.
type errand struct {
	site energy.SiteID
	home Home
	wish Wish
	rank rank
}

// rank is what goes first where not all can go.
type rank uint8

const (
	nothing rank = iota
	release      // who is to do less
	begin        // who is not armed
	change       // who is armed otherwise
	extend       // who is armed for too short a time
)

// Step returns the arms that are due at now, so that homes hold what wishes say and no
// other, and what became of the wishes.
func (s *State) Step(c *Config, wishes map[energy.SiteID]Wish, homes iter.Seq2[energy.SiteID, Home], now time.Time) ([]energy.Arm, Counts) {
	if s.holds == nil {
		s.holds = map[energy.SiteID]*hold{}
	}
	n := Counts{Wanted: len(wishes)}
	var due []errand
	idle, met := len(wishes) == 0 && len(s.holds) == 0, 0
	for site, home := range homes {
		if idle && home.Armed == 0 {
			continue
		}
		wish, wanted := wishes[site]
		h := s.holds[site]
		e := errand{site: site, home: home, wish: wish.within(home.Able, now)}
		if e.rank = s.due(c, h, &e, now); e.rank != nothing {
			due = append(due, e)
		}
		if wanted {
			met++
			n.count(h, &e)
		}
	}
	n.Away += n.Wanted - met
	slices.SortFunc(due, func(a, b errand) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), strings.Compare(string(a.site), string(b.site)))
	})
	n.Late = max(0, len(due)-c.Most)
	due = due[:min(len(due), c.Most)]
	out := make([]energy.Arm, 0, len(due))
	for i := range due {
		out = append(out, s.of(due[i].site).next(due[i].site, &due[i].home, due[i].wish, c, now))
	}
	return out, n
}

// due returns why a home is to be sent what is wished of it, and forgets who has let go.
func (s *State) due(c *Config, h *hold, e *errand, now time.Time) rank {
	if e.wish.none() {
		return s.letting(c, h, e, now)
	}
	if h == nil {
		h = &hold{}
	}
	moment, _ := h.momentFor(&e.home)
	switch {
	case !e.home.Online || moment == (energy.Moment{}):
		return nothing
	case h.wish.none() || h.boot != h.bootFor(&e.home):
		return begin
	case h.wish.exceeds(e.wish):
		return release
	case !h.wish.like(e.wish) && now.Sub(h.sent) >= c.Settle:
		return change
	case !h.shown(&e.home) && !h.waits(c, now):
		return begin
	case !now.Before(h.renew) && e.wish.Until.Sub(h.until) >= shortest:
		return extend
	}
	return nothing
}

// letting is due for a home of which nothing is wished.
func (s *State) letting(c *Config, h *hold, e *errand, now time.Time) rank {
	switch {
	case h == nil && e.home.Armed == 0:
		return nothing
	case h == nil: // by a cloud before this one, whose wishes may yet come
		s.of(e.site).sent = now
		return nothing
	case h.wish.none() && h.shown(&e.home) || !now.Before(h.ends) && e.home.Armed == 0:
		delete(s.holds, e.site)
		return nothing
	case !e.home.Online || h.wish.none() && h.waits(c, now):
		return nothing
	}
	return release
}

func (s *State) of(site energy.SiteID) *hold {
	h := s.holds[site]
	if h == nil {
		h = &hold{}
		s.holds[site] = h
	}
	return h
}
