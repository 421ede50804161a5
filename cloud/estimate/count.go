package estimate

// offer notes what homes that answer can be asked for: their power, as far as the
// energy lasts. Nothing is promised of silent homes. The last of the energy cannot be
// had at constant power, for a battery gives less when it is nearly empty.
func (p *pass) offer() {
	b := &p.block
	if b.readies == 0 {
		return
	}
	for span, perHour := range perHours {
		var up, upSquare, upDoubt, down, downSquare, downDoubt float64
		for _, i := range b.ready[:b.readies] {
			h := &b.homes[i]
			left := h.energy - lastShare*h.capacity
			if left < 0 {
				left = 0
			}
			doubt := h.doubt * perHour * perHour
			c, d := had(usable*left*perHour, doubt, h.discharge)
			up += c
			upSquare += c * c
			upDoubt += d
			c, d = had((h.capacity-h.energy)*perHour, doubt, h.charge)
			down += c
			downSquare += c * c
			downDoubt += d
		}
		p.sum.up[span].add(&offer{mean: up, square: upSquare, doubt: upDoubt})
		p.sum.down[span].add(&offer{mean: down, square: downSquare, doubt: downDoubt})
	}
}

const (
	usable    = 0.92 // of what is stored is left outside of the battery
	lastShare = 0.02 // of the capacity, that constant power does not reach
)

// perHours are how often each span goes into an hour.
var perHours = [numSpans]float32{12, 4, 1}

// had is a power that is had at most, or as far as energy lasts; where that binds, with
// the doubt of the energy.
func had(lasts, doubt, most float32) (power, variance float64) {
	if lasts < most {
		return float64(lasts), float64(doubt)
	}
	return float64(most), 0
}
