package calibrate

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const day = 24 * time.Hour

// start is a midnight.
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// Recorded judges one recording, played as a home that is silent for a share of
// the time, for half an hour in the mean, and where nothing was recorded. What is
// judged begins at from.
func Recorded(r Recording, share energy.Ratio, from time.Duration, seed uint64) Verdict {
	tree := estimate.NewTree(1)
	f := estimate.New(start, tree)
	home := f.Add(tree.Cell(0, tree.Node()))
	q := estimate.Load
	if r.Channel == plant.PVChannel {
		q = estimate.PV
	}
	quiet, s, dark := newQuiet(share, seed), &series{}, r.nights()
	last, told, alone := 0.0, time.Time{}, growing{}
	for i := range r.samples() {
		now, truth := r.at(i), r.watts(i)
		f.Pass(now)
		speaks := quiet.speaks(r.Step)
		if !r.has(i) {
			continue
		}
		if one, ok := f.One(home, now); ok && !told.IsZero() {
			age := now.Sub(told)
			alone.learn(age, truth-last)
			if into := now.Sub(start); into >= r.Start+from && !dark[into%day] {
				s.note(func(l energy.Ratio) energy.Envelope { return one.Interval(q, l) }, seen{int(into / day), truth, last, alone.at(age)})
			}
		}
		if speaks {
			f.Tell(home, &estimate.Report{At: now, Snapshot: snapshot(q, truth, now)})
			f.Pass(now)
			last, told = truth, now
		}
	}
	return s.verdict()
}

func snapshot(q estimate.Quantity, w float64, now time.Time) energy.Snapshot {
	if q == estimate.PV {
		return energy.Snapshot{At: now, PV: energy.Read(energy.Watts(w), now)}
	}
	return energy.Snapshot{At: now, Load: energy.Read(energy.Watts(w), now)}
}

// quiet is when something is silent: for half an hour in the mean, and for a share
// of all time.
type quiet struct {
	random *rand.Rand
	share  float64
	silent bool
	left   time.Duration
}

func newQuiet(share energy.Ratio, seed uint64) *quiet {
	return &quiet{random: rand.New(rand.NewPCG(seed, 77)), share: float64(share)}
}

const silence = 30 * time.Minute

// speaks moves on by dt, and tells whether it speaks then.
func (q *quiet) speaks(dt time.Duration) bool {
	if q.share == 0 {
		return true
	}
	if q.left -= dt; q.left <= 0 {
		q.silent = !q.silent && q.left > -time.Hour*1e6
		mean := float64(silence)
		if !q.silent {
			mean *= (1 - q.share) / q.share
		}
		q.left = time.Duration(mean * q.random.ExpFloat64())
	}
	return !q.silent
}

// growing is the mean square of what a value held strays, by the octave of its age.
type growing struct{ sum, n [24]float64 }

func (g *growing) learn(age time.Duration, e float64) {
	j := octave(age)
	g.sum[j] += e * e
	g.n[j]++
}

func (g *growing) at(age time.Duration) float64 {
	j := octave(age)
	return math.Sqrt(g.sum[j] / max(1, g.n[j]))
}

func octave(age time.Duration) int { return min(max(int(math.Log2(age.Seconds()+1)), 0), 23) }
