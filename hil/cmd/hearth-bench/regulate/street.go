package regulate

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// street is all homes, and what the plant sees of them: its Fleet.
type street struct {
	town   *plant.Town
	houses []*house
	blind  bool
	views  []dispatch.Home
}

// commandable is for how long after its last report a home can be commanded.
const commandable = 10 * time.Second

func newStreet(x *Extent) (*street, map[energy.SiteID]*house, error) {
	town, err := plant.NewTown(plant.Config{Seed: x.Seed, Start: start.Add(-x.Settle), Latitude: 48, Longitude: 11})
	if err != nil {
		return nil, nil, err
	}
	s := &street{town: town, blind: x.Blind, views: make([]dispatch.Home, x.Homes)}
	bySite := make(map[energy.SiteID]*house, x.Homes)
	for i := range x.Homes {
		h, err := s.move(x, i)
		if err != nil {
			return nil, nil, err
		}
		s.houses, bySite[h.site] = append(s.houses, h), h
	}
	return s, bySite, nil
}

// move has a home move in. Who does not follow, and who goes silent and when in the
// first ten minutes, is drawn.
func (s *street) move(x *Extent, i int) (*house, error) {
	h := &house{index: i, site: energy.SiteID(fmt.Sprintf("home-%05d", i))}
	drawn := mix(mix(x.Seed) + uint64(i))
	switch place := energy.Ratio(share(drawn)); {
	case place < x.Misfits:
		h.manner = ignores + manner(i%int(manners-1))
	case place < x.Misfits+x.Silent:
		h.silent = s.town.Now().Add(time.Duration(share(mix(drawn)) * float64(10*time.Minute)))
	}
	spec := x.Profiles.Cast(plant.Draw(mix(x.Seed+1) + uint64(i)))
	if h.manner == slow {
		spec.Settling = 2 * time.Minute
	}
	h.desk = control.NewDesk(control.Config{Site: h.site, Boot: 1, MaxLease: maxLease})
	var err error
	h.home, err = s.town.Add(spec)
	return h, err
}

// rating returns that of all batteries together.
func (s *street) rating() (sum energy.Watts) {
	for _, h := range s.houses {
		sum += h.home.Spec().Power
	}
	return sum
}

// truth returns the battery power of all homes.
func (s *street) truth() (sum energy.Watts) {
	for _, h := range s.houses {
		sum += h.home.State().Battery
	}
	return sum
}

// Desire implements dispatch.Fleet.
func (*street) Desire(energy.Order) {}

// View implements dispatch.Fleet.
func (s *street) View(now time.Time) dispatch.View {
	v := dispatch.View{Homes: s.views}
	var ages time.Duration
	for i, h := range s.houses {
		if !h.sent.due.IsZero() && !h.sent.due.After(now) {
			h.told = h.sent
		}
		home := h.view(now)
		s.views[i] = home
		b := home.Battery
		v.Total.Mean += b.Mean
		if !home.Ready {
			v.Loose += b.Mean
		}
		switch b.Provenance {
		case energy.Measured:
			v.Coverage.Measured, ages = v.Coverage.Measured+1, ages+b.Age
		case energy.Modelled:
			v.Coverage.Modelled++
		default:
			v.Coverage.Missing++
		}
	}
	if n := v.Coverage.Measured; n > 0 {
		v.Total.Provenance, v.Age = energy.Measured, ages/time.Duration(n)
	}
	v.Interval = v.Total.Interval(dispatch.IntervalLevel)
	if s.blind {
		s.close(&v)
	}
	return v
}

// close takes away all that was measured.
func (s *street) close(v *dispatch.View) {
	v.Total, v.Loose = energy.Estimate{}, 0
	for i := range v.Homes {
		v.Homes[i].Battery = energy.Estimate{}
	}
}

// view is what is known of a home. One that is silent counts as it was told last, and
// once its lease has ended as in its own mode: it makes up for what its roof and load
// were then.
func (h *house) view(now time.Time) dispatch.Home {
	r := &h.told
	out := dispatch.Home{Site: h.site, Boot: 1, Highest: r.highest, InForce: r.inForce, MaxLease: maxLease}
	if r.at.IsZero() {
		return out
	}
	out.Battery = energy.Estimate{Mean: r.battery, Provenance: energy.Measured, Age: now.Sub(r.at)}
	if out.Battery.Age > commandable {
		out.Battery.Provenance = energy.Modelled
		if out.Battery.Age > maxLease {
			out.Battery.Mean = min(max(-r.surplus, -r.down), r.up)
		}
		return out
	}
	out.Ready, out.Up, out.Down, out.EnergyUp, out.EnergyDown = true, r.up, r.down, r.left, r.room
	out.Limits, out.Surplus = r.limits, r.surplus
	return out
}
