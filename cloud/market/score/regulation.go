package score

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// What PJM scores by: Manual 12 section 4.5.6, rules up to 30 September 2025.
const (
	SampleEvery = 10 * time.Second
	perInterval = 30 // samples of 5 minutes, and the most by which a response is shifted
	perHour     = 12 // intervals
	// HourSamples are the samples of an hour and of the 5 minutes by which its
	// last response may be late.
	HourSamples = (perHour+1)*perInterval + 1
)

// Regulation is one hour of a signal and what was delivered, a sample every
// SampleEvery from the hour's beginning. Samples past HourSamples are not looked
// at; those that lack at the end are Missing.
type Regulation struct {
	Assigned energy.Watts // positive: what a signal of 1 asks for
	Signal   []energy.Reading[energy.Watts]
	Response []energy.Reading[energy.Watts]
	// Starting leaves out the first 10 minutes, as the market does after an
	// assignment has begun (section 4.5.10).
	Starting bool
	// Propagation is not counted as delay: 10 s with PJM, 0 for the bare formula.
	Propagation time.Duration
}

// Why an interval has no score. The market puts historical scores in its place.
const (
	Scored      Verdict = iota
	NoData              // a sample of signal or response is missing
	SmallSignal         // the mean of |signal| is below 1 % of the assignment
	JustStarted         // the assignment is not 10 minutes old
)

// Verdict says whether an interval has a score, or why not.
type Verdict uint8

// String returns the verdict's stable name.
func (v Verdict) String() string {
	return [...]string{"scored", "no_data", "small_signal", "just_started"}[v]
}

// Score is what one interval, or the mean of several, earned; each part 0 to 1,
// Total the mean of the three.
type Score struct {
	Correlation, Delay, Precision, Total energy.Ratio
}

// Interval is one 5-minute interval of an hour. Score is zero where Verdict is
// not Scored. Lag is the shift at which the response was best.
type Interval struct {
	Score
	Verdict Verdict
	Lag     time.Duration
}

// Hour is the score of an hour: the mean over the intervals that have one.
type Hour struct {
	Score
	Intervals [perHour]Interval
	Scored    int
	// Historical tells that the hour has less than 15 minutes in a row with a
	// score: the market uses the resource's historical score in its place.
	Historical bool
}

// Regulate scores an hour. It fails with fault.Invalid where the rule has no
// meaning: an assignment that is not positive.
func Regulate(r Regulation) (Hour, error) {
	if !(r.Assigned > 0) || !energy.IsFinite(r.Assigned) {
		return Hour{}, &fault.Error{Op: "score regulation", Kind: fault.Invalid, Err: fmt.Errorf("assignment of %v W", float64(r.Assigned)),
			Hint: "a plant without an assignment has no score, not even 0: leave the hour out"}
	}
	signal, response := r.perUnit(r.Signal), r.perUnit(r.Response)
	var h Hour
	for i := range h.Intervals {
		h.Intervals[i] = r.interval(i, signal[i*perInterval:], response[i*perInterval:])
	}
	h.sum()
	return h, nil
}

func (h *Hour) sum() {
	row, longest := 0, 0
	for i := range h.Intervals {
		if h.Intervals[i].Verdict != Scored {
			row = 0
			continue
		}
		row++
		longest = max(longest, row)
		h.Scored++
		s := h.Intervals[i].Score
		h.Correlation, h.Delay = h.Correlation+s.Correlation, h.Delay+s.Delay
		h.Precision, h.Total = h.Precision+s.Precision, h.Total+s.Total
	}
	if n := energy.Ratio(h.Scored); n > 0 {
		h.Score = Score{h.Correlation / n, h.Delay / n, h.Precision / n, h.Total / n}
	}
	h.Historical = longest < 3
}

// level is power per unit of the assignment. The zero level is missing.
type level struct {
	value float64
	known bool
}

func (r Regulation) perUnit(readings []energy.Reading[energy.Watts]) []level {
	all := make([]level, HourSamples)
	for i := range min(len(readings), HourSamples) {
		p, ok := readings[i].Value()
		all[i] = level{float64(p / r.Assigned), ok}
	}
	return all
}
