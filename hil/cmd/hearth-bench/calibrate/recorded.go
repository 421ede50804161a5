package calibrate

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// start is a midnight: recordings are put on days of their own.
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// Recorded judges one recording, played as a home that is silent for a share of
// the time, for half an hour in the mean. What is judged begins at from.
func Recorded(p *plant.Profile, share energy.Ratio, from time.Duration, seed uint64) [4]Score {
	tree := estimate.NewTree(1)
	f := estimate.New(start, tree)
	home := f.Add(tree.Cell(0, tree.Node()))
	q := estimate.Load
	if p.Channel == plant.PVChannel {
		q = estimate.PV
	}
	quiet, s, scale := newQuiet(share, seed), &series{}, 1.0
	if p.Unit == plant.PerPeak {
		scale = 5000
	}
	last, told, alone := 0.0, time.Time{}, growing{}
	for i, sample := range p.Samples[:samples(p)] {
		now := start.Add(p.Start + time.Duration(i)*p.Step)
		truth := float64(sample) * scale
		f.Pass(now)
		if one, ok := f.One(home, now); ok && !told.IsZero() {
			age := now.Sub(told)
			alone.learn(age, truth-last)
			dark := q == estimate.PV && math.Abs(truth)+math.Abs(last) < 20
			if now.Sub(start) >= p.Start+from && !dark {
				s.note(func(l energy.Ratio) energy.Envelope { return one.Interval(q, l) }, truth, last, alone.at(age))
			}
		}
		if quiet.speaks(p.Step) {
			f.Tell(home, &estimate.Report{At: now, Snapshot: snapshot(q, truth, now)})
			f.Pass(now)
			last, told = truth, now
		}
	}
	return s.scores()
}

// samples are those of whole days, for times of day go on.
func samples(p *plant.Profile) int { return min(len(p.Samples), int(p.Duration()/p.Step)) }

func snapshot(q estimate.Quantity, w float64, now time.Time) energy.Snapshot {
	if q == estimate.PV {
		return energy.Snapshot{At: now, PV: energy.Read(energy.Watts(w), now)}
	}
	return energy.Snapshot{At: now, Load: energy.Read(energy.Watts(w), now)}
}

// Profiles reads the recordings of a folder of recordings, each as far as nothing is
// missing.
func Profiles(root string, dirs ...string) ([]*plant.Profile, error) {
	var all []*plant.Profile
	for _, dir := range dirs {
		p, err := plant.LoadProfiles(filepath.Join(root, dir))
		if err != nil {
			return nil, err
		}
		for _, one := range append(p.Load, p.PV...) {
			whole, err := unbroken(filepath.Join(root, dir), one)
			if err != nil {
				return nil, err
			}
			all = append(all, whole)
		}
	}
	return all, nil
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
