package control

import (
	"hash/fnv"
	"math/bits"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// dispatch returns what the order in force asks for. During its random wait the
// home goes on with what it followed before, inside the new order's lease.
func (d *Desk) dispatch(now time.Time) energy.Want {
	o := &d.order
	if now.Before(d.starts) {
		o = &d.former
	}
	if !d.inForce(now) || o.ID == 0 {
		return energy.Want{}
	}
	if !o.Share.FollowsSignal() {
		return wish(o.Share.Power(0))
	}
	if d.heard.IsZero() || d.signal.Plant != o.Plant || now.Sub(d.heard) > o.Share.SignalHold {
		return energy.Want{}
	}
	return wish(o.Share.Power(d.signal.Level))
}

// put makes o the order in force. A change of power waits its random time once:
// an order that renews or changes one that waits keeps its start.
func (d *Desk) put(o energy.Order, now time.Time) {
	active := d.inForce(now)
	switch waits := active && now.Before(d.starts); {
	case o.Lease == 0:
		o, d.former, d.starts = energy.Order{}, energy.Order{}, now
	case o.Share.FollowsSignal():
		d.former, d.starts = energy.Order{}, now
		if !d.follows(o.Plant, now) {
			d.drop(o.Plant, o.After)
		}
		d.skip(o.Plant, o.After)
	case waits, active && o.Share == d.order.Share:
	default:
		if d.former = (energy.Order{}); active {
			d.former = d.order
		}
		d.starts = now.Add(d.wait(o.ID))
	}
	d.order, d.ends = o, now.Add(o.Lease)
}

// follows tells whether an order that follows plant's signal is in force: it said
// what was there before it, so that a level heard since is not older than it.
func (d *Desk) follows(plant energy.PlantID, now time.Time) bool {
	return d.inForce(now) && d.order.Plant == plant && d.order.Share.FollowsSignal()
}

// drop forgets a level that was there before the order: who held it back may
// have let it go just now, so that when it was heard does not tell its age.
func (d *Desk) drop(plant energy.PlantID, seq uint64) {
	if d.signal.Plant == plant && d.signal.Seq <= seq {
		d.heard = time.Time{}
	}
}

// skip makes signals of plant up to seq ones that were heard: an order says what
// was there before it, also to a home that has just started.
func (d *Desk) skip(plant energy.PlantID, seq uint64) {
	newest, known := d.seqs[plant]
	if seq > newest && (known || len(d.seqs) < maxPlants) {
		d.seqs[plant] = seq
	}
}

// wait draws a time from 0 to the spread, uniformly, that is this home's own
// and the same whenever it is drawn for the same order.
func (d *Desk) wait(id uint64) time.Duration {
	spread := min(d.config.Spread, MaxSpread)
	if spread <= 0 {
		return 0
	}
	name := fnv.New64a()
	name.Write([]byte(d.config.Site))
	drawn, _ := bits.Mul64(mix(mix(name.Sum64()^d.config.Seed)+id), uint64(spread)+1)
	return time.Duration(drawn)
}

// mix is the output function of SplitMix64 (Steele, Lea, Flood 2014).
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
