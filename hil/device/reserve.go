package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// reserve is what an inverter keeps in the battery in its own mode, as a setting:
// MinRsvPct of model 124, SoCRsvMin of 802. It lasts, holds back discharge alone,
// and gives way to commands and on an island.
type reserve struct {
	*block
	name string
	keep energy.Ratio
}

func newReserve(b *block, name string) *reserve {
	if b.rules == nil {
		b.rules = map[string]rule{}
	}
	b.rules[name] = rule{0, 100}
	b.set(name, 0)
	return &reserve{block: b, name: name}
}

func (r *reserve) written(spans []span) {
	for _, w := range spans {
		if w.block == r.block {
			r.keep = energy.Ratio(r.get(r.name) / 100)
		}
	}
}

func (r *reserve) order(t *truth, _ time.Time) order {
	if r.keep == 0 || t.SoC > r.keep || t.Islanded {
		return order{}
	}
	m := bounded(energy.Envelope{Min: -t.rated, Max: 0})
	o := m.order(t)
	o.own = true
	return o
}
