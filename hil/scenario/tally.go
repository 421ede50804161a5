package scenario

import (
	"math"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// tally is what is counted since the start or the last mark.
type tally struct {
	courses                                 []course
	took                                    time.Duration
	imported, exported, charged, discharged energy.WattHours
	turns                                   int
	way                                     int // the battery's last direction
	written                                 int
}

// course is the course of one fact.
type course struct {
	fact           *fact
	low, high, sum float64
	seconds        float64
	drift          drift
}

func newTally(stats []*fact) tally {
	t := tally{}
	for _, f := range stats {
		t.courses = append(t.courses, course{fact: f, low: math.Inf(1), high: math.Inf(-1)})
	}
	return t
}

// deadPower is how little counts as no direction at all.
const deadPower = 50

func (t *tally) step(h *house, dt time.Duration) {
	s := h.home.State()
	t.took += dt
	t.imported += max(0, -s.Grid).Over(dt)
	t.exported += max(0, s.Grid).Over(dt)
	t.charged += max(0, -s.Battery).Over(dt)
	t.discharged += max(0, s.Battery).Over(dt)
	if s.Battery.Abs() > deadPower {
		way := 1
		if s.Battery < 0 {
			way = -1
		}
		if t.way != 0 && way != t.way {
			t.turns++
		}
		t.way = way
	}
	for i := range t.courses {
		t.courses[i].step(h, dt)
	}
}

func (c *course) step(h *house, dt time.Duration) {
	v := c.fact.get(h)
	if v.absent {
		return
	}
	c.low, c.high = min(c.low, v.number), max(c.high, v.number)
	c.sum += v.number * dt.Seconds()
	c.seconds += dt.Seconds()
	c.drift.step(v.number, dt)
}

// tallies is what can be expected of the counters.
func tallies() []fact {
	counted := func(name string, u unit, of func(t *tally) float64) fact {
		return fact{name: name, unit: u, get: func(h *house) value { return number(of(&h.tally)) }}
	}
	return []fact{
		counted("imported", wattHours, func(t *tally) float64 { return float64(t.imported) }),
		counted("exported", wattHours, func(t *tally) float64 { return float64(t.exported) }),
		counted("charged", wattHours, func(t *tally) float64 { return float64(t.charged) }),
		counted("discharged", wattHours, func(t *tally) float64 { return float64(t.discharged) }),
		counted("turns", pure, func(t *tally) float64 { return float64(t.turns) }),
		counted("written", pure, func(t *tally) float64 { return float64(t.written) }),
		counted("since-mark", seconds, func(t *tally) float64 { return t.took.Seconds() }),
		{name: "writes", get: func(h *house) value { return number(float64(h.ledger.busiest(nil))) }},
	}
}

// courseOf returns min.X, max.X, mean.X or swing.X where X is a number, and X itself.
func courseOf(name string, known map[string]*fact) (*fact, *fact) {
	kind, of, _ := strings.Cut(name, ".")
	f := known[of]
	if f == nil || f.words != nil {
		return nil, nil
	}
	pick := map[string]func(c *course) float64{
		"min": func(c *course) float64 { return c.low }, "max": func(c *course) float64 { return c.high },
		"mean": func(c *course) float64 { return c.sum / c.seconds }, "swing": func(c *course) float64 { return c.drift.most },
	}[kind]
	if pick == nil {
		return nil, nil
	}
	return &fact{name: name, unit: f.unit, gateway: f.gateway, get: func(h *house) value {
		for i := range h.tally.courses {
			if c := &h.tally.courses[i]; c.fact.name == of && c.seconds > 0 {
				return number(pick(c))
			}
		}
		return nothing()
	}}, f
}
