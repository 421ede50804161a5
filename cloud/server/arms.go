package server

import (
	"iter"
	"log/slog"

	"github.com/hearthgrid/hearthgrid/cloud/arms"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// armed are the twins, as the room that keeps homes armed sees them.
type armed struct{ twins *twin.Store }

// Homes implements arms.Fleet.
func (a armed) Homes() iter.Seq2[energy.SiteID, arms.Home] {
	return func(yield func(energy.SiteID, arms.Home) bool) {
		on := true
		a.twins.Visit(func(t *twin.Twin) {
			on = on && yield(t.Site, arms.Home{
				Online: t.Online, Boot: t.Boot, Moment: t.Moment, MomentAt: t.MomentAt, Able: t.Arms.Able, Highest: t.Arms.Highest, Armed: t.Armed(),
			})
		})
	}
}

// armoury is the armer of a cloud: what programmes want of homes is kept in force.
type armoury struct{ keeper *arms.Keeper }

// Arms implements armer. A home holds one arm: it is the first call's, for they come in
// the order in which they are served.
func (a armoury) Arms(list []programme.Arm) {
	wishes := map[energy.SiteID]arms.Wish{}
	for i := range list {
		call := &list[i]
		curve := make(energy.Curve, 0, len(call.Curve))
		for _, p := range call.Curve {
			curve = append(curve, energy.Corner(p))
		}
		for _, part := range call.Parts {
			if _, taken := wishes[part.Site]; taken || part.Up == 0 && part.Down == 0 {
				continue
			}
			wishes[part.Site] = arms.Wish{Plant: energy.PlantID(call.Node), Nominal: call.Nominal, Curve: curve, Up: part.Up, Down: part.Down, Until: call.Until}
		}
	}
	a.keeper.Want(wishes)
}

// arm has what programmes want of homes by themselves kept in force.
func (r *road) arm(log *slog.Logger) {
	r.arms = arms.New(arms.DefaultConfig(), armed{r.twins}, r.broker, r.signer, log)
	r.programmes.arms = armoury{r.arms}
}
