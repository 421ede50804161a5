package contingency

import (
	"math"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Result is what an event showed.
type Result struct {
	Homes int
	Armed energy.Watts // of all, what they give when they are asked for all of it
	Asked energy.Ratio // of it, by the curve at most
	Sent  int          // arms, before the link was cut
	Cried int          // arms, after that

	Full      time.Duration // the fleet's: from when the curve asked for Asked to 95 % of that; Never
	HomesFull energy.Ratio  // share of homes that were full within the service's time
	Slowest   time.Duration // of the homes that were full, that of the slowest; of none, Never
	// Off is the mean distance of the fleet's response from the curve per unit, and OffMost
	// that of the home which is furthest, from the service's time after the frequency was
	// last far from where it stays; NaN where it does not stay.
	Off, OffMost float64
	// Inside is the share of the event that the fleet's response was inside the corridor of
	// the market's droop service, and Credit what the market's formula for reserves counts,
	// per unit of what is armed and before discounts; 0 where the service is none such.
	Inside, Credit energy.Ratio
}

// Never is the time of what did not happen.
const Never = time.Duration(math.MaxInt64)

// near is how close to all of it is all of it, of a response, and asking of what is asked.
const near, asking = 0.95, 0.98

// quiet is the time at the beginning of an event that tells what homes did without it.
const quiet = 5 * time.Second

func (r *run) judge() (Result, error) {
	out := Result{Homes: len(r.homes), Sent: r.cloud.sent, Cried: r.cloud.cried, Slowest: Never}
	shares := r.shares()
	out.Asked = slices.Max(shares)
	from := slices.IndexFunc(shares, func(s energy.Ratio) bool { return s >= asking*out.Asked })
	fleet := make([]energy.Watts, len(shares))
	fulls := 0
	stays := r.stays()
	for _, h := range r.homes {
		response := h.response()
		for i, p := range response {
			fleet[i] += p
		}
		out.Armed += h.armed()
		if full := fullAfter(response, from, out.Asked, h.armed()); full <= r.extent.Service.Full {
			fulls++
			if out.Slowest == Never || full > out.Slowest {
				out.Slowest = full
			}
		}
		out.OffMost = max(out.OffMost, off(response, shares, stays, h.armed()))
	}
	out.HomesFull = energy.Ratio(fulls) / energy.Ratio(len(r.homes))
	out.Full = fullAfter(fleet, from, out.Asked, out.Armed)
	out.Off = off(fleet, shares, stays, out.Armed)
	return out, r.market(&out, fleet)
}

// shares is what the curve asks for, per unit and signed as power.
func (r *run) shares() []energy.Ratio {
	out := make([]energy.Ratio, len(r.course))
	for i, f := range r.course {
		out[i] = r.extent.Service.Curve.Share(max(f-nominal, nominal-f))
		if f > nominal {
			out[i] = -out[i]
		}
	}
	return out
}

// response is what the battery did beyond what it did before.
func (h *house) response() []energy.Watts {
	var before energy.Watts
	n := int(quiet / step)
	for _, p := range h.course[:n] {
		before += p / energy.Watts(n)
	}
	out := make([]energy.Watts, len(h.course))
	for i, p := range h.course {
		out[i] = p - before
	}
	return out
}

func fullAfter(response []energy.Watts, from int, asked energy.Ratio, armed energy.Watts) time.Duration {
	want := near * energy.Watts(asked) * armed
	for i := from; i < len(response); i++ {
		if response[i] >= want {
			return time.Duration(i-from) * step
		}
	}
	return Never
}

// stays is the first step from which the frequency stays within 2 mHz of where it ends,
// and what answers had the service's time twice over.
func (r *run) stays() int {
	last := r.course[len(r.course)-1]
	i := len(r.course)
	for i > 0 && max(r.course[i-1]-last, last-r.course[i-1]) < 0.002 {
		i--
	}
	return i + int(2*r.extent.Service.Full/step)
}

func off(response []energy.Watts, shares []energy.Ratio, from int, armed energy.Watts) float64 {
	if from >= len(shares) {
		return math.NaN()
	}
	sum := 0.0
	for i := from; i < len(shares); i++ {
		sum += math.Abs(float64(response[i]/armed) - float64(shares[i]))
	}
	return sum / float64(len(shares)-from)
}
