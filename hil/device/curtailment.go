package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// curtailment is the output limit of model 123: WMaxLimPct of the rating while
// WMaxLim_Ena is 1, until WMaxLimPct_RvrtTms after either was written; 0 never
// lapses. On a hybrid the battery's discharge counts against it.
type curtailment struct {
	*block
	rating energy.Watts
	lease  lease
	on     bool
	most   energy.Watts
}

func newCurtailment(b *block, rating energy.Watts) *curtailment {
	b.rules = map[string]rule{"WMaxLimPct": {0, 100}, "WMaxLimPct_RvrtTms": {0, 65534}, "WMaxLim_Ena": {0, 1}}
	b.setAll(0, "WMaxLimPct_RvrtTms")
	return &curtailment{block: b, rating: rating}
}

func (c *curtailment) written(spans []span) {
	for _, w := range spans {
		if w.block != c.block {
			continue
		}
		c.on = c.get("WMaxLim_Ena") == 1
		c.most = c.rating * energy.Watts(c.get("WMaxLimPct")/100)
		c.lease.stop()
		if c.on {
			c.lease.start(c.get("WMaxLimPct_RvrtTms"))
		}
	}
}

func (c *curtailment) order(t *truth, now time.Time) order {
	if c.lease.tick(now) {
		c.on = false
		c.set("WMaxLim_Ena", 0)
	}
	if !c.on {
		return order{}
	}
	most := c.most
	if t.hybrid {
		most = max(0, most-t.Battery)
	}
	return order{cap: most, capped: true}
}
