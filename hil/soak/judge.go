package soak

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/plant"
)

// passed is since when a rule is passed, 0 where it is kept, and whether that
// was told already.
type passed struct {
	since time.Duration
	told  bool
}

// judge is how long each rule is passed, and what excuses it for a while.
type judge struct {
	passed  []passed      // by rule
	trouble time.Duration // the last began or ended
	lied    time.Duration // the last lie
	lease   time.Duration // end of the newest order
	armed   time.Duration // likewise arm
}

// troubled notes that something broke or was mended.
func (j *judge) troubled(at time.Duration, b broken) {
	j.trouble = max(at, Tick)
	if lies[b.name] {
		j.lied = max(at, Tick)
	}
}

// leaseEnds notes when the newest order ends.
func (j *judge) leaseEnds(at time.Duration) { j.lease = at }

// grace is how long a rule may be passed now.
func (j *judge) grace(h *home) (allowed time.Duration, lying bool) {
	quiet := j.trouble == 0 || h.elapsed-j.trouble > calm
	lying = j.lied > 0 && h.elapsed-j.lied <= calm
	for _, b := range h.broken {
		if b.lasts(h.elapsed) {
			quiet, lying = false, lying || lies[b.name]
		}
	}
	switch {
	case lying:
		return graceLying, true
	case quiet && h.gateway != nil && !h.home.State().Islanded:
		return graceSound, false
	}
	return graceBroken, false
}

func (j *judge) look(h *home, s *plant.State) {
	allowed, lying := j.grace(h)
	for i, r := range rules() {
		p := &j.passed[i]
		if !r.passed(h, s, lying) {
			*p = passed{}
			continue
		}
		if p.since == 0 {
			p.since = h.elapsed
		}
		if lasts := h.elapsed - p.since; lasts > allowed && !p.told {
			p.told = true
			h.course.Breaches = append(h.course.Breaches, Breach{Home: h.course.Home, Rule: r.name, At: h.elapsed, Lasts: lasts, Seen: seen(h, s), Arms: h.config.Arms})
		}
	}
}

func seen(h *home, s *plant.State) string {
	what := ""
	for _, b := range h.broken {
		if b.lasts(h.elapsed) {
			what += fmt.Sprintf(", unit %d %s", b.unit, b.name)
		}
	}
	for i := range h.batteries {
		if b := &h.batteries[i]; h.several() {
			what += fmt.Sprintf(", battery %d %.0f W at %.3f, forced %v", i+1, b.truth.Battery, b.truth.SoC, b.forced)
		}
	}
	return fmt.Sprintf("grid %.0f W of -%.0f..%.0f W, battery %.0f W, pv %.0f W, load %.0f W, soc %.3f (kept %.3f), phases %.0f W, control %d, gateway on %v says %v %v, curtail %v, of bounds %v%s",
		s.Grid, h.agreed.connection(), h.agreed.export, s.Battery, s.PV, s.Load, s.SoC, max(h.agreed.reserve, h.owner), s.Phases, h.bank.Control(),
		h.gateway != nil, h.said.State, h.said.Layer, h.said.Curtail, h.said.Bounds, what)
}
