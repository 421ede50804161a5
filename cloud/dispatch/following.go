package dispatch

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/follow"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// roll judges homes, whose places in a view change as they come and go.
type roll struct {
	judge follow.Judge
	sites []energy.SiteID // by index of the judge
	from  []int32
	out   [follow.Kinds]int // homes left out in the last tick, by what they do
}

// seat has the judge know the homes by their places in a view.
func (r *roll) seat(homes []Home) {
	same := func(site energy.SiteID, h Home) bool { return site == h.Site }
	if slices.EqualFunc(r.sites, homes, same) {
		return
	}
	was := make(map[energy.SiteID]int32, len(r.sites))
	for i, site := range r.sites {
		was[site] = int32(i)
	}
	r.sites, r.from = r.sites[:0], r.from[:0]
	for i := range homes {
		place, known := was[homes[i].Site]
		if !known {
			place = -1
		}
		r.sites, r.from = append(r.sites, homes[i].Site), append(r.from, place)
	}
	r.judge.Seat(r.from)
}

// screen has homes that do not follow granted nothing, as if they could not be
// commanded, and others no more than they were seen to do. What homes that are left
// out do is loose: no level reaches it. While the signal is not sent nobody is judged.
func (p *Plant) screen(v *View, now time.Time) {
	r := &p.roll
	r.seat(v.Homes)
	r.out = [follow.Kinds]int{}
	for i := range v.Homes {
		h := &v.Homes[i]
		if p.orders.mute {
			r.take(v, h, r.judge.Verdict(i))
			continue
		}
		look := follow.Look{
			Read: h.Battery.Provenance == energy.Measured, Power: h.Battery.Mean, Age: h.Battery.Age,
			Most: max(h.Up, h.Down), Limited: h.Limits != 0,
		}
		if h.Ready {
			look.Share, look.InForce = h.Granted, h.Known
		}
		r.take(v, h, r.judge.Look(i, &look, now))
	}
}

func (r *roll) take(v *View, h *Home, verdict follow.Verdict) {
	if !h.Ready {
		return
	}
	if verdict.Weight < 1 {
		r.out[verdict.Kind]++
	}
	if verdict.Weight == 0 {
		h.Ready = false
		v.Loose += h.Battery.Mean
		return
	}
	h.Up = min(h.Up*energy.Watts(verdict.Weight), verdict.Up)
	h.Down = min(h.Down*energy.Watts(verdict.Weight), verdict.Down)
}

// Unfollowing returns the homes that were left out, or probed, in the last tick, and
// what they do in place of following.
func (p *Plant) Unfollowing() map[energy.SiteID]follow.Kind {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := map[energy.SiteID]follow.Kind{}
	for i, site := range p.roll.sites {
		if v := p.roll.judge.Verdict(i); v.Weight < 1 {
			out[site] = v.Kind
		}
	}
	return out
}

// unfollowing returns how many homes are left out, or probed, by what they do.
func (r *roll) unfollowing() map[string]int {
	out := map[string]int{}
	for kind, n := range r.out {
		if n > 0 {
			out[follow.Kind(kind).String()] = n
		}
	}
	return out
}
