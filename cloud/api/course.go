package api

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Course is how far an order came. No step follows from another: an order that
// was accepted may not be written, and what was written may not be done.
type Course struct {
	Site      energy.SiteID `json:"site"`
	Order     uint64        `json:"order"`
	Plant     *string       `json:"plant"`     // whose order it is; null: not known any more
	Steps     []Step        `json:"steps"`     // every one, as they come
	Refusal   *string       `json:"refusal"`   // the home did not take it: why
	Overruled *string       `json:"overruled"` // what the inverter has in the place of what was written
	Home      string        `json:"home"`      // "told", or why the home's steps are not known
}

// HomeTold is that the home said how far the order came.
const HomeTold = "told"

// The steps of an order.
const (
	StepIssued   = "issued"    // made and signed
	StepSent     = "sent"      // taken by the broker
	StepAnswered = "answered"  // the home said whether it takes it
	StepAccepted = "accepted"  // taken by the home's control
	StepWritten  = "written"   // taken by the inverter
	StepReadBack = "read_back" // the inverter's registers hold it
	StepMeasured = "measured"  // the battery does it
)

// Step is one step of an order, as far as it was seen.
type Step struct {
	Name  string     `json:"step"`
	Seen  bool       `json:"seen"`
	At    *time.Time `json:"at"`    // null: not seen, or at a time nobody noted
	Clock string     `json:"clock"` // of at: "cloud" or "home"
}

// StepAt returns a step seen at a time, not seen where that is zero.
func StepAt(name, clock string, at time.Time) Step {
	s := Step{Name: name, Clock: clock, Seen: !at.IsZero()}
	if at = at.UTC(); s.Seen {
		s.At = &at
	}
	return s
}

func (s *Server) getCourse(w http.ResponseWriter, r *http.Request) {
	site, err := siteID(r)
	var order uint64
	if err == nil {
		order, err = orderID(r)
	}
	var c Course
	if err == nil {
		c, err = s.rooms.Explains.Course(r.Context(), site, order)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, c)
}

// getOrdered answers with the homes that have the order.
func (s *Server) getOrdered(w http.ResponseWriter, r *http.Request) {
	order, err := orderID(r)
	var sites []energy.SiteID
	if err == nil {
		if sites = s.rooms.Explains.Ordered(order); len(sites) == 0 {
			err = &fault.Error{Op: "find order", Kind: fault.NotFound, Subject: r.PathValue("order"), Hint: "ask for it of a home, at /api/v1/sites/{id}/orders/{order}: an older one is found only there",
				Err: fmt.Errorf("it is the newest of no home")}
		}
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, map[string]any{"order": order, "sites": sites})
}

func orderID(r *http.Request) (uint64, error) {
	id, err := strconv.ParseUint(r.PathValue("order"), 10, 64)
	if err != nil || id == 0 {
		return 0, &fault.Error{Op: "find order", Kind: fault.Invalid, Hint: "an order is a number above 0, as sites tell it", Err: fmt.Errorf("order %q", r.PathValue("order"))}
	}
	return id, nil
}
