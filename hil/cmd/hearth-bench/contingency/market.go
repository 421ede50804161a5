package contingency

import (
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/score"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// market judges the fleet as the service's market does.
func (r *run) market(out *Result, fleet []energy.Watts) error {
	s := r.extent.Service
	if s.droop != nil {
		checks, err := s.droop.Deliver(r.delivery(out.Armed, fleet))
		if err != nil {
			return err
		}
		samples, inside := 0, 0
		for _, c := range checks {
			samples, inside = samples+c.Samples, inside+c.Inside
		}
		out.Inside = energy.Ratio(inside) / energy.Ratio(samples)
	}
	if s.reserve != nil {
		out.Credit = r.credit(s.reserve) / energy.Ratio(out.Armed)
	}
	return nil
}

func (r *run) at(i int) time.Time { return begins.Add(time.Duration(i) * step) }

func (r *run) delivery(armed energy.Watts, fleet []energy.Watts) score.Delivery {
	d := score.Delivery{Contracted: armed, Every: step}
	for i, f := range r.course {
		d.Frequency, d.Response = append(d.Frequency, energy.Read(f, r.at(i))), append(d.Response, energy.Read(fleet[i], r.at(i)))
	}
	return d
}

// credit is the sum of what each site is credited with, in W, from samples as small
// plants meter.
func (r *run) credit(reserve *score.Reserve) energy.Ratio {
	course := make([]energy.Reading[energy.Hertz], len(r.course))
	for i, f := range r.course {
		course[i] = energy.Read(f, r.at(i))
	}
	left, ok := score.NormalBand().Leaves(course)
	if !ok {
		return 0
	}
	metering := score.SmallPlantMetering()
	var amounts []score.Amount
	for _, h := range r.homes {
		var samples []score.At
		for i := 0; i < len(h.course); i += int(metering.Every / step) {
			samples = append(samples, score.At{After: r.at(i).Sub(left.At), Power: h.course[i]})
		}
		amounts = append(amounts, metering.Measure(*reserve, samples))
	}
	sum := energy.Watts(0)
	for _, a := range amounts {
		sum += a.Quantity
	}
	return energy.Ratio(sum)
}
