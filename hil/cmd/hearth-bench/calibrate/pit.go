package calibrate

import (
	"fmt"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Edges are the probabilities that the ends of these intervals, and their middle, are
// exceeded with: those that a PIT histogram counts between.
func Edges() [9]float64 { return [...]float64{0.005, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.995} }

// PIT is a histogram of the probability integral transform (Gneiting, Balabdaoui and
// Raftery 2007): how often truths fell between the quantiles of Edges, over how often
// they should. It is flat, at 1, where the whole law holds; a hill where it is too
// wide, a valley where too narrow, a slope where its mean is off.
type PIT [10]float64

// over returns the histogram of n truths.
func (p PIT) over(n int) PIT {
	below := 0.0
	for i := range p {
		to := 1.0
		if i < len(p)-1 {
			to = Edges()[i]
		}
		p[i] /= float64(n) * (to - below)
		below = to
	}
	return p
}

// rankOf returns between which of Edges a truth is, by the intervals' ends and their
// middle.
func rankOf(interval func(energy.Ratio) energy.Envelope, truth energy.Watts) int {
	middle := interval(0)
	rank := len(PIT{})/2 - 1
	if truth > (middle.Min+middle.Max)/2 {
		rank++
	}
	for _, level := range Levels() {
		if e := interval(level); truth < e.Min {
			rank--
		} else if truth > e.Max {
			rank++
		}
	}
	return rank
}

// Bin returns the name of a bin of the histogram in figures: to which quantile it is.
func Bin(i int) string {
	if i == len(PIT{})-1 {
		return "beyond"
	}
	return fmt.Sprintf("to_%g", 100*Edges()[i])
}
