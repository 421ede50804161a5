package market

import (
	"fmt"
	"strings"

	"github.com/hearthgrid/hearthgrid/cloud/market/evidence"
	"github.com/hearthgrid/hearthgrid/cloud/market/score"
)

// Methods of score, with their versions.
const (
	PJMScore = "pjm-score@1"
	FCASMass = "aemo-mass-8.2@1"
	Corridor = "corridor@1"
)

const scorePlaces = 6

// figures makes figures that share their method and sources.
type figures struct {
	method  string
	sources []string
	all     []evidence.Figure
}

// add adds v, or why where it has no value.
func (f *figures) add(name string, v float64, unit, why string) {
	figure := evidence.Figure{Name: name, Unit: unit, Method: f.method, Sources: f.sources, Why: why}
	if d, ok := evidence.Rounded(v, scorePlaces); ok && why == "" {
		figure.Value = &d
	} else if why == "" {
		figure.Why = "it is not a number that can be written"
	}
	f.all = append(f.all, figure)
}

// RegulationFigures are the figures of an hour of regulation and of what its score
// does not see, from the sources of signal and response.
func RegulationFigures(h score.Hour, a score.Acceptance, sources []string) []evidence.Figure {
	f := figures{method: PJMScore, sources: sources}
	why := ""
	if h.Scored == 0 {
		why = "no interval of the hour has a score: " + verdicts(h)
	}
	f.add("score", float64(h.Total), "1", why)
	f.add("score, correlation", float64(h.Correlation), "1", why)
	f.add("score, delay", float64(h.Delay), "1", why)
	f.add("score, precision", float64(h.Precision), "1", why)
	f.add("intervals scored, of 12", float64(h.Scored), "1", "")
	why = ""
	if a.Samples == 0 {
		why = "no sample has both signal and response"
	}
	f.add("bias", a.Bias, "1", why)
	f.add("gain", a.Gain, "1", why)
	f.add("overshoot", a.Overshoot, "1", why)
	return f.all
}

// verdicts counts why intervals have no score.
func verdicts(h score.Hour) string {
	counts := map[score.Verdict]int{}
	for _, i := range h.Intervals {
		counts[i.Verdict]++
	}
	var parts []string
	for v := score.NoData; v <= score.JustStarted; v++ {
		if counts[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[v], v))
		}
	}
	return strings.Join(parts, ", ")
}

// ReserveFigures are the figures of a contingency reserve.
func ReserveFigures(r score.Reserve, t score.Total, sources []string) []evidence.Figure {
	f := figures{method: FCASMass, sources: sources}
	why := ""
	if t.Unshown == t.Sites {
		why = "no site's samples show anything"
	}
	f.add(r.Name+", delivered", float64(t.Quantity)/1000, "kW", why)
	f.add(r.Name+", taken off for few sites", float64(t.Taken)/1000, "kW", why)
	f.add(r.Name+", sites", float64(t.Sites), "1", "")
	f.add(r.Name+", sites with lost samples", float64(t.Incomplete), "1", "")
	f.add(r.Name+", time lost over all sites", t.Lost.Seconds(), "s", "")
	return f.all
}

// DeliveryFigures are the figures of each settlement period of a droop service.
func DeliveryFigures(s score.Service, checks []score.Check, sources []string) []evidence.Figure {
	f := figures{method: Corridor, sources: sources}
	for _, c := range checks {
		of := fmt.Sprintf("%s, from %v on, ", s.Name, c.Begin)
		f.add(of+"inside", float64(c.InShare), "1", "")
		f.add(of+"missing", float64(c.Missing), "samples", "")
		f.add(of+"largest error of a second", c.Error, "1", "")
		slope := ""
		if !c.Sloped {
			slope = "too little was asked for"
		}
		f.add(of+"slope", c.Slope, "1", slope)
		f.add(of+"share paid", float64(c.Paid), "1", "")
	}
	return f.all
}
