package history

import (
	"context"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Settled is what a settlement may rest on of one metric, and how much was left out. All
// that is known is in one of the five.
type Settled struct {
	Known     []Known // read well, by a clock that was right, and told once
	Clock     int     // readings, and losses of the device, of a clock that was wrong or is not known
	Doubtful  int     // readings that the device, or the home, did not vouch for
	Corrected int     // readings that were told with two values
	Missing   int     // times at which the device, read before, gave nothing
}

// LeftOut returns how many readings there were that a settlement may not rest on. Where
// nothing was read is not among them.
func (s *Settled) LeftOut() int { return s.Clock + s.Doubtful + s.Corrected }

// Settle returns what a settlement may rest on of what is known.
func Settle(known []Known) Settled {
	var s Settled
	for i := range known {
		switch k := &known[i]; {
		case k.Clock != ClockRight:
			s.Clock++
		case k.Quality == energy.Missing:
			s.Missing++
		case k.Quality != energy.Good:
			s.Doubtful++
		case k.Corrected:
			s.Corrected++
		default:
			s.Known = append(s.Known, *k)
		}
	}
	return s
}

// Settled returns what a settlement may rest on of one site's metric in span. It is the
// only road from the history to money.
func (c *Client) Settled(ctx context.Context, site energy.SiteID, m Metric, span energy.Interval) (Settled, error) {
	known, err := c.Known(ctx, site, m, span)
	return Settle(known), err
}
