package history

import (
	"context"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Worth is whether a settlement may rest on something that is known, or why not.
type Worth uint8

// The worths. Only Sound is settled by.
const (
	Sound          Worth = iota
	WrongClock           // timed by a clock that was wrong or is not known
	Doubted              // the device, or the home, did not vouch for it
	ToldTwice            // with two values
	NothingMetered       // the device, read before, gave nothing
)

// Worth returns whether a settlement may rest on k.
func (k *Known) Worth() Worth {
	switch {
	case k.Clock != ClockRight:
		return WrongClock
	case k.Quality == energy.Missing:
		return NothingMetered
	case k.Quality != energy.Good:
		return Doubted
	case k.Corrected:
		return ToldTwice
	}
	return Sound
}

// Settled is what a settlement may rest on of one metric, and what was left out. All
// that is known is in one of the two lists.
type Settled struct {
	Known []Known // read well, by a clock that was right, and told once
	// Out is the rest, in order of time: until the next that is known, nothing is.
	Out       []Known
	Clock     int // of Out: readings, and losses of the device, of a clock that was wrong or is not known
	Doubtful  int // readings that the device, or the home, did not vouch for
	Corrected int // readings that were told with two values
	Missing   int // times at which the device, read before, gave nothing
}

// LeftOut returns how many readings there were that a settlement may not rest on. Where
// nothing was read is not among them.
func (s *Settled) LeftOut() int { return s.Clock + s.Doubtful + s.Corrected }

// Settle returns what a settlement may rest on of what is known.
func Settle(known []Known) Settled {
	var s Settled
	for i := range known {
		k := &known[i]
		switch k.Worth() {
		case Sound:
			s.Known = append(s.Known, *k)
			continue
		case WrongClock:
			s.Clock++
		case Doubted:
			s.Doubtful++
		case ToldTwice:
			s.Corrected++
		case NothingMetered:
			s.Missing++
		}
		s.Out = append(s.Out, *k)
	}
	return s
}

// Settled returns what a settlement may rest on of one site's metric in span. It is the
// only road from the history to money.
func (c *Client) Settled(ctx context.Context, site energy.SiteID, m Metric, span energy.Interval) (Settled, error) {
	known, err := c.Known(ctx, site, m, span)
	return Settle(known), err
}
