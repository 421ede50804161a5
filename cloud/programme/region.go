package programme

import (
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// budget is what is left of a region's cap at a tick, each way.
type budget struct {
	up, down energy.Watts
	rate     energy.WattsPerSecond // of one call
}

// sum is what the homes of a region have for a call.
type sum struct {
	up, down energy.Watts
}

// of returns the part of power, signed, that falls to one of the homes.
func (s sum) of(one *share, power energy.Watts) energy.Watts {
	switch {
	case power > 0 && s.up > 0:
		return power * (one.up / s.up)
	case power < 0 && s.down > 0:
		return power * (one.down / s.down)
	}
	return 0
}

func addUp(shares []share) map[Region]sum {
	sums := map[Region]sum{}
	for i := range shares {
		s := sums[shares[i].home.home.Region]
		s.up, s.down = s.up+shares[i].up, s.down+shares[i].down
		sums[shares[i].home.home.Region] = s
	}
	return sums
}

func (r *round) budget(region Region) *budget {
	if b, ok := r.regions[region]; ok {
		return b
	}
	known, _ := r.facts.cap(region, r.config.CapAge, r.now) // 0 where it is not known
	b := &budget{up: known.Most, down: known.Most, rate: known.Rate / energy.WattsPerSecond(max(1, r.driven))}
	r.regions[region] = b
	return b
}

// limit scales the shares of each region to what is left of its cap, so that no
// split of them is beyond it, and tells whether it had to.
func (r *round) limit(shares []share, weaker []*Call) (bound bool) {
	sums := addUp(shares)
	parts := map[Region]sum{}
	for region, s := range sums {
		b := r.budget(region)
		keep := r.keep(region, weaker)
		up, down := energy.Watts(part(b.up-keep.up, s.up)), energy.Watts(part(b.down-keep.down, s.down))
		parts[region] = sum{up, down}
		bound = bound || up < 1 || down < 1
		b.up, b.down = max(0, b.up-s.up*up), max(0, b.down-s.down*down)
	}
	for i := range shares {
		s := &shares[i]
		p := parts[s.home.home.Region]
		s.up, s.down = s.up*p.up, s.down*p.down
	}
	return bound
}

// keep is what weaker calls have of a region and cannot give back within its rate:
// a stronger one that begins waits for it.
func (r *round) keep(region Region, weaker []*Call) (keep sum) {
	step := r.budget(region).rate.Over(r.dt)
	for _, c := range weaker {
		asked := r.last.asked[c.ID][region]
		keep.up, keep.down = keep.up+max(0, asked-step), keep.down+max(0, -asked-step)
	}
	return keep
}
