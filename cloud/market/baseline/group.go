package baseline

import (
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/whole"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// GroupID names the method that goes by a control group, with its version.
const GroupID = "matched-control@1"

// mostPairs bounds the comparisons of homes: split larger groups by place first.
const mostPairs = 4_000_000

// Group is homes that were called, and homes that were not, of courses with one
// step.
type Group struct {
	Called, Control []Course
	// Match is when homes are compared to find the like of each, outside of any
	// event of either.
	Match []energy.Interval
	Event energy.Interval
}

// Pair is a home that was called and the one that stands for it.
type Pair struct {
	Called  string `json:"called"`
	Control string `json:"control"`
	// Distance is by how much their courses differ while they are matched, the sum
	// of the sizes of the differences.
	Distance Energy `json:"distance_milliwatt_hours"`
	Result   Result `json:"result"`
}

// Effect is what a group delivered together.
type Effect struct {
	Method  string    `json:"method"`
	Start   time.Time `json:"start"`
	End     time.Time `json:"end"`
	Input   string    `json:"input_sha256"`
	Pairs   []Pair    `json:"pairs"`                           // by the called home's name
	LeftOut []string  `json:"homes_left_out"`                  // called, without data or without a like
	Unfit   int       `json:"controls_unfit"`                  // without data
	Total   Energy    `json:"total_delivered_milliwatt_hours"` // of all pairs
	// Error is the standard error of Total. Known tells whether there are the two
	// pairs that it takes.
	Error Energy `json:"standard_error_milliwatt_hours"`
	Known bool   `json:"standard_error_known"`
	// Shown tells whether Total differs from nothing with a confidence of 90 %,
	// which markets ask for: it is 1.645 standard errors or more.
	Shown bool `json:"shown_at_90_percent"`
}

// Effect matches each called home with the control home that was most like it, no
// control twice, called homes in the order of their names and of equal ones the
// first by name. Homes that lack an interval are left out. What a home delivered
// is what it metered less what its like did. It fails with fault.NotFound where
// no pair is left.
func (g Group) Effect() (Effect, error) {
	e := Effect{Method: GroupID, Start: g.Event.Start.UTC(), End: g.Event.End.UTC(), Pairs: []Pair{}, LeftOut: []string{}}
	called, control, err := g.fit(&e)
	if err != nil {
		return Effect{}, err
	}
	taken := make([]bool, len(control))
	for i := range called {
		like, distance := nearest(&called[i], control, taken)
		if like < 0 {
			e.LeftOut = append(e.LeftOut, called[i].course.Meter)
			continue
		}
		taken[like] = true
		e.pair(g, called[i].course, control[like].course, distance)
	}
	if len(e.Pairs) == 0 {
		return Effect{}, &fault.Error{Op: "compare with control group", Kind: fault.NotFound,
			Err:  fmt.Errorf("%d of %d called homes and %d of %d controls lack data", len(e.LeftOut), len(g.Called), e.Unfit, len(g.Control)),
			Hint: "use another baseline"}
	}
	slices.Sort(e.LeftOut)
	e.infer()
	return e, nil
}

func (e *Effect) pair(g Group, called, control *Course, distance Energy) {
	r := newResult(GroupID, called, g.Event, e.Input, control.Meter)
	for _, t := range starts(g.Event, called.Step) {
		r.put(called.at(t), t, control.at(t).Energy, false)
	}
	e.Pairs = append(e.Pairs, Pair{Called: called.Meter, Control: control.Meter, Distance: distance, Result: r})
	e.Total += r.Total.Delivered
}

// infer works out the standard error of a sum of n differences d:
// sqrt(n/(n-1) * sum of (d-mean)^2), which is sqrt((n*sum of d^2 - (sum of d)^2)/(n-1)).
func (e *Effect) infer() {
	n := int64(len(e.Pairs))
	if n < 2 {
		return
	}
	squares := new(big.Int)
	for i := range e.Pairs {
		d := big.NewInt(int64(e.Pairs[i].Result.Total.Delivered))
		squares.Add(squares, d.Mul(d, d))
	}
	total := big.NewInt(int64(e.Total))
	spread := squares.Mul(squares, big.NewInt(n))
	spread.Sub(spread, new(big.Int).Mul(total, total))
	spread.Div(spread, big.NewInt(n-1))
	e.Error, e.Known = Energy(spread.Sqrt(spread).Int64()), true
	e.Shown = whole.Size(int64(e.Total))*1000 >= whole.Size(int64(e.Error))*1645 && e.Total != 0
}
