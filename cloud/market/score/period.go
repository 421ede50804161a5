package score

import (
	"fmt"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// flatAsked is the standard deviation, per unit, below which what was asked has
// no slope to go by.
const flatAsked = 0.01

// period is one settlement period of a delivery.
type period struct {
	service  Service
	d        Delivery
	c        *corridor
	from, to int

	asked, made []float64 // the nearest that was permitted, and what was delivered
	recent      []float64 // errors of the last second
}

func (p *period) check() Check {
	k := Check{Begin: time.Duration(p.from) * p.d.Every, Samples: p.to - p.from}
	for i := p.from; i < p.to; i++ {
		_, known := p.d.Frequency[i].Value()
		watts, made := p.d.Response[i].Value()
		if !known || !made {
			k.Missing++
			p.recent = p.recent[:0]
			continue
		}
		p.sample(&k, i, float64(watts/p.d.Contracted))
	}
	k.InShare = energy.Ratio(k.Inside) / energy.Ratio(k.Samples)
	if len(p.asked) > 0 && deviation(p.asked) >= flatAsked {
		aa, _, am := moments(p.asked, p.made)
		k.Slope, k.Sloped = am/aa, true
	}
	p.judge(&k)
	return k
}

func (p *period) sample(k *Check, i int, made float64) {
	low, high := p.c.at(i)
	outside := max(0, low-made, made-high)
	// Sums of what is far apart leave a trace in the last bits.
	if outside <= float64(p.service.Tolerance)+1e-9 {
		k.Inside++
	}
	p.asked, p.made = append(p.asked, min(max(made, low), high)), append(p.made, made)
	p.recent = append(p.recent, outside)
	n := max(1, int(math.Round(float64(time.Second)/float64(p.d.Every))))
	if len(p.recent) > n {
		p.recent = p.recent[1:]
	}
	if len(p.recent) == n {
		k.Error = max(k.Error, mean(p.recent))
	}
}

func (p *period) judge(k *Check) {
	s := p.service
	broken := func(is bool, text string, args ...any) {
		if is {
			k.Broken = append(k.Broken, fmt.Sprintf(text, args...))
		}
	}
	seen := k.Samples - k.Missing
	broken(float64(seen) < float64(s.LeastSeen)*float64(k.Samples), "%d of %d samples are missing", k.Missing, k.Samples)
	outside := seen - k.Inside
	broken(s.MostOutside > 0 && outside > 0 && float64(outside) >= float64(s.MostOutside)*float64(k.Samples), "%d of %d samples are outside", outside, k.Samples)
	broken(s.SlopeTo > 0 && k.Sloped && (k.Slope < s.SlopeFrom || k.Slope > s.SlopeTo), "slope %.3f is not in %g to %g", k.Slope, s.SlopeFrom, s.SlopeTo)
	broken(s.UnpaidFrom > 0 && k.Error >= float64(s.UnpaidFrom), "error %.3f is not below %g", k.Error, float64(s.UnpaidFrom))
	switch {
	case len(k.Broken) > 0:
		k.Paid = 0
	case s.UnpaidFrom > 0:
		part := (float64(s.UnpaidFrom) - k.Error) / float64(s.UnpaidFrom-s.PaidTo)
		k.Paid = energy.Ratio(min(1, max(0, part)))
	default:
		k.Paid = 1
	}
}
