package device

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// reversion is the output limit of model 704: WMaxLimPct of the rating while
// WMaxLimPctEna is 1. When WMaxLimPctRvrtTms lapses the limit is WMaxLimPctRvrt, and
// the enable what WMaxLimPctEnaRvrt says; 0 never lapses. As in storage704 only the
// enable and the timer begin the time anew. On a hybrid the battery's discharge counts
// against it.
type reversion struct {
	*block
	rating energy.Watts
	lease  lease
	on     bool
	most   energy.Watts
}

func newReversion(b *block, rating energy.Watts) *reversion {
	b.set("WMaxLimPct_SF", -1)
	b.setAll(0, "WMaxLimPctEna", "WMaxLimPctEnaRvrt", "WMaxLimPctRvrtTms", "WMaxLimPctRvrtRem")
	b.setAll(100, "WMaxLimPct", "WMaxLimPctRvrt")
	b.rules = map[string]rule{
		"WMaxLimPctEna": {0, 1}, "WMaxLimPct": {0, 100}, "WMaxLimPctRvrt": {0, 100},
		"WMaxLimPctEnaRvrt": {0, 1}, "WMaxLimPctRvrtTms": {0, math.MaxUint32 - 1},
	}
	return &reversion{block: b, rating: rating}
}

func (r *reversion) written(spans []span) {
	for _, w := range spans {
		if w.block != r.block {
			continue
		}
		r.read()
		if !w.has("WMaxLimPctEna") && !w.has("WMaxLimPctRvrtTms") {
			continue
		}
		if r.lease.stop(); r.on {
			r.lease.start(r.get("WMaxLimPctRvrtTms"))
		}
		r.set("WMaxLimPctRvrtRem", r.lease.left())
	}
}

func (r *reversion) read() {
	r.on = r.get("WMaxLimPctEna") == 1
	r.most = r.rating * energy.Watts(r.get("WMaxLimPct")/100)
}

func (r *reversion) order(t *truth, now time.Time) order {
	if r.lease.tick(now) {
		r.set("WMaxLimPct", r.get("WMaxLimPctRvrt"))
		r.set("WMaxLimPctEna", r.get("WMaxLimPctEnaRvrt"))
		r.set("WMaxLimPctRvrtRem", 0)
		r.read()
	}
	if !r.on {
		return order{}
	}
	most := r.most
	if t.hybrid {
		most = max(0, most-t.Battery)
	}
	return order{cap: most, capped: true}
}
