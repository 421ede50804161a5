package score

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const (
	// flatSignal is the standard deviation below which a signal has no
	// correlation. The manual says "constant"; the open GMLC code takes this figure.
	flatSignal = 0.01
	// flatResponse is that of a response that does not move.
	flatResponse = 1e-5
	// smallSignal is the mean of |signal| below which no score is made.
	smallSignal = 0.01
	// starting is how many intervals lie in the first 10 minutes.
	starting = 2
)

// interval scores the i-th 5 minutes, with which signal and response begin.
func (r Regulation) interval(i int, signal, response []level) Interval {
	if i < starting && r.Starting {
		return Interval{Verdict: JustStarted}
	}
	sent, there := values(signal[:perInterval])
	made, all := values(response[:perInterval])
	if !there || !all {
		return Interval{Verdict: NoData}
	}
	size := meanAbs(sent)
	if size < smallSignal {
		return Interval{Verdict: SmallSignal}
	}
	n := Interval{Score: Score{Precision: precision(sent, made, size)}}
	if deviation(sent) < flatSignal {
		n.Correlation, n.Delay = energy.Ratio(max(0, 1-math.Abs(slope(sent)-slope(made)))), 1
	} else {
		n.match(sent, response, r.Propagation)
	}
	n.Total = (n.Correlation + n.Delay + n.Precision) / 3
	return n
}

// match finds the shift at which correlation and delay score are best together.
// Where the response does not move its correlation is 0; one that moves at no
// shift earns neither. A shift that meets a gap is not looked at.
func (n *Interval) match(sent []float64, response []level, free time.Duration) {
	best, moves := math.Inf(-1), false
	for shift := range perInterval + 1 {
		made, all := values(response[shift : shift+perInterval])
		if !all {
			continue
		}
		r := 0.0
		if deviation(made) >= flatResponse {
			r, moves = correlation(sent, made), true
		}
		lag := time.Duration(shift) * SampleEvery
		if delay := delayScore(lag, free); r+delay > best {
			best, n.Lag = r+delay, lag
			n.Correlation, n.Delay = energy.Ratio(min(max(r, 0), 1)), energy.Ratio(delay)
		}
	}
	if !moves {
		n.Correlation, n.Delay, n.Lag = 0, 0, 0
	}
}

// delayScore is 1 without delay and 0 at 5 minutes.
func delayScore(lag, free time.Duration) float64 {
	const longest = perInterval * SampleEvery
	return 1 - max(0, lag-max(0, free)).Seconds()/longest.Seconds()
}

func precision(sent, made []float64, size float64) energy.Ratio {
	miss := 0.0
	for i := range sent {
		miss += math.Abs(made[i] - sent[i])
	}
	return energy.Ratio(max(0, 1-miss/float64(len(sent))/size))
}

func values(samples []level) ([]float64, bool) {
	all := make([]float64, len(samples))
	for i, s := range samples {
		if !s.known {
			return nil, false
		}
		all[i] = s.value
	}
	return all, true
}
