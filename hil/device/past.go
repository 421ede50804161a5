package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// maxLag is how far back a lagging meter reads.
const maxLag = 5 * time.Second

// past remembers the grid's power for meters that lag. It keeps one sample
// per 50 ms at most, so that it reaches back over maxLag.
type past struct {
	at    [128]time.Time
	grid  [128]energy.Watts
	phase [128][3]energy.Watts
	next  int
	count int
}

const sampling = maxLag / 100

func (p *past) keep(t *truth) {
	if p.count > 0 && t.now.Sub(p.at[(p.next+127)%128]) < sampling {
		return
	}
	p.at[p.next], p.grid[p.next], p.phase[p.next] = t.now, t.Grid, t.Phases
	p.next = (p.next + 1) % 128
	p.count = min(p.count+1, 128)
}

// lag puts into t the grid's power as it was at the instant at, or the oldest
// that is known.
func (p *past) lag(t *truth, at time.Time) {
	for back := 1; back <= p.count; back++ {
		i := (p.next + 128 - back) % 128
		t.Grid, t.Phases = p.grid[i], p.phase[i]
		if !p.at[i].After(at) {
			return
		}
	}
}
