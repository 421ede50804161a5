package dispatch

import (
	"math"
	"time"
)

// Answer is how a plant answers what it is asked: nothing for Dead, then Gain
// times what was asked, as a first-order lag.
type Answer struct {
	Dead time.Duration
	Lag  time.Duration // time constant
	Gain float64
}

// usual returns the answer assumed until another is seen: the middle of what
// laboratories measured on home batteries (home_storage_permod: dead time
// 0.6..1.6 s, settling 2.7..14 s of three time constants each), and half a
// gateway's tick of 1 s.
func usual() Answer {
	return Answer{Dead: 1600 * time.Millisecond, Lag: 2100 * time.Millisecond, Gain: 1}
}

const (
	gainMin, gainMax = 0.5, 1.2 // that are believed
	forget           = 120.0    // s, after which what was seen counts for 1/e
	convince         = 20.0     // s of it before anything is concluded
	excited          = 0.03     // of the capacity: standard deviation that tells
	chase            = 10.0     // s in which the answer in use nears the one seen
)

// moments are those of one candidate's power z with the measured power y,
// about their running means.
type moments struct{ z, zz, zy float64 }

// witness finds the plant's answer from what was asked and measured: of a bank
// of candidates, each fitted by least squares with forgetting, the one that
// explains most. What is never in question is bounded by the bank.
type witness struct {
	weight, y, yy float64
	bank          [len(lags)][len(deads)]moments
	answer        Answer // in use; the zero one is usual
}

// The candidates, in seconds.
var (
	lags  = [...]float64{0.01, 0.7, 1.4, 2.1, 3, 4.5, 7, 10, 15}
	deads = [...]float64{0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4}
)

func (w *witness) use() Answer {
	if w.answer == (Answer{}) {
		return usual()
	}
	return w.answer
}

// see takes in what was measured to be true at an instant, of a plant of that
// capacity. Targets that hardly move tell nothing of the answer.
func (w *witness) see(t *trace, measured float64, at time.Time, seconds, capacity float64) {
	if _, ok := t.get(0, at.Add(-period(deads[len(deads)-1]))); !ok || seconds <= 0 {
		return
	}
	w.weight = math.Exp(-seconds/forget)*w.weight + seconds
	share := seconds / w.weight
	before := measured - w.y
	w.y += share * before
	w.yy = (1-share)*w.yy + share*before*(measured-w.y)
	for i := range lags {
		for j := range deads {
			z, _ := t.get(i, at.Add(-period(deads[j])))
			w.bank[i][j].add(z, measured-w.y, share)
		}
	}
	if w.weight > convince && math.Sqrt(w.yy) > excited*capacity {
		w.approach(w.best(), -math.Expm1(-seconds/chase))
	}
}

// add takes in z beside a y told by its distance from its mean.
func (m *moments) add(z, y, share float64) {
	before := z - m.z
	m.z += share * before
	m.zz = (1-share)*m.zz + share*before*(z-m.z)
	m.zy = (1-share)*m.zy + share*before*y
}

// best returns the candidate that explains most of y's variance: with its
// bounded gain g, var(y) - var(y-g*z) = g*(2*cov(z,y) - g*var(z)).
func (w *witness) best() Answer {
	best, most := w.use(), 0.0
	for i := range lags {
		for j := range deads {
			m := &w.bank[i][j]
			if m.zz <= 0 {
				continue
			}
			g := min(max(m.zy/m.zz, gainMin), gainMax)
			if told := g * (2*m.zy - g*m.zz); told > most {
				best, most = Answer{Dead: period(deads[j]), Lag: period(lags[i]), Gain: g}, told
			}
		}
	}
	return best
}

func (w *witness) approach(to Answer, share float64) {
	a := w.use()
	a.Dead += time.Duration(share * float64(to.Dead-a.Dead))
	a.Lag += time.Duration(share * float64(to.Lag-a.Lag))
	a.Gain += share * (to.Gain - a.Gain)
	w.answer = a
}

func period(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }
