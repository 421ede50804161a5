package device

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// inWatts is WSetMod's WATTS; 0 is W_MAX_PCT, percent of the rating.
const inWatts = 1

// storage704 is the active power set point of a storage inverter (model 704).
// While WSetEna is 1 the battery follows WSet (or WSetPct, by WSetMod). When
// WSetRvrtTms lapses it follows the reversion value if WSetEnaRvrt is 1, and
// else is back in its own mode with WSetEna 0: WSetEnaRvrt is "the enable
// setting on reversion" (sunspec/models issue 193), and a timer runs while its
// function is enabled (issue 215). The text has the timer begin anew when a
// setting changes; here only the enable and the timer do that, as the strictest
// device would. W_MAX_PCT counts against WMax of model 702, which is the rating.
type storage704 struct {
	*block
	rating  energy.Watts
	lease   lease
	mandate mandate
}

func newStorage704(b *block, rating energy.Watts) *storage704 {
	b.set("WSet_SF", 0)
	b.set("WSetPct_SF", -2)
	b.set("WSetMod", inWatts)
	b.setAll(0, "WSetEna", "WSet", "WSetRvrt", "WSetPct", "WSetPctRvrt", "WSetEnaRvrt", "WSetRvrtTms", "WSetRvrtRem")
	flag, watts, percent := rule{0, 1}, rule{-float64(rating), float64(rating)}, rule{-100, 100}
	b.rules = map[string]rule{
		"WSetEna": flag, "WSetMod": flag, "WSet": watts, "WSetRvrt": watts, "WSetPct": percent,
		"WSetPctRvrt": percent, "WSetEnaRvrt": flag, "WSetRvrtTms": {0, math.MaxUint32 - 1},
	}
	return &storage704{block: b, rating: rating}
}

// written restarts the timer when the enable or the timer itself is written.
func (s *storage704) written(spans []span) {
	for _, w := range spans {
		if w.block != s.block {
			continue
		}
		s.mandate = s.read()
		if !w.has("WSetEna") && !w.has("WSetRvrtTms") {
			continue
		}
		if s.get("WSetEna") == 0 {
			s.lease.stop()
		} else {
			s.lease.start(s.get("WSetRvrtTms"))
		}
		s.set("WSetRvrtRem", s.lease.left())
	}
}

func (s *storage704) order(t *truth, now time.Time) order {
	if s.lease.tick(now) {
		s.revert()
	}
	return s.mandate.order(t)
}

func (s *storage704) read() mandate {
	switch {
	case s.get("WSetEna") == 0:
		return mandate{}
	case s.get("WSetMod") == inWatts:
		return forced(energy.Watts(s.get("WSet")))
	}
	return forced(s.rating * energy.Watts(s.get("WSetPct")/100))
}

func (s *storage704) revert() {
	if s.get("WSetEnaRvrt") == 0 {
		s.set("WSetEna", 0)
		s.mandate = mandate{}
		return
	}
	s.set("WSet", s.get("WSetRvrt"))
	s.set("WSetPct", s.get("WSetPctRvrt"))
	s.mandate = s.read()
}
