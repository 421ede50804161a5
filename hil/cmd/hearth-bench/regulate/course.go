package regulate

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/score"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// tail is what is simulated past what is scored: a response may be that late.
const tail = time.Minute

// course is what was asked and what flowed, sampled as the market samples.
type course struct {
	signal, response []energy.Reading[energy.Watts]
	missed, asked    float64 // sums of squares
}

func (c *course) note(now time.Time, wanted, truth energy.Watts, scored time.Duration) {
	since := now.Sub(start)
	if since < 0 {
		return
	}
	if since < scored {
		c.missed += float64((truth - wanted) * (truth - wanted))
		c.asked += float64(wanted * wanted)
	}
	if since%score.SampleEvery != 0 {
		return
	}
	if since < scored {
		c.signal = append(c.signal, energy.Read(wanted, now))
	}
	c.response = append(c.response, energy.Read(truth, now))
}

// score is by the bare formula: nothing is taken off for propagation.
func (c *course) score(assigned energy.Watts) (score.Hour, error) {
	return score.Regulate(score.Regulation{Assigned: assigned, Signal: c.signal, Response: c.response})
}

func (c *course) rms() energy.Ratio { return energy.Ratio(math.Sqrt(c.missed / c.asked)) }
