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
		var up, down offer
		for _, i := range b.ready[:b.readies] {
			h := &b.homes[i]
			left := usable * max(0, h.energy-lastShare*h.capacity)
			doubt := h.doubt * perHour * perHour
			up.take(left*perHour, doubt, h.discharge)
			down.take((h.capacity-h.energy)*perHour, doubt, h.charge)
		}
		p.sum.up[span].add(&up)
		p.sum.down[span].add(&down)
	}
}

const (
	usable    = 0.92 // of what is stored is left outside of the battery
	lastShare = 0.02 // of the capacity, that constant power does not reach
)

// perHours are how often each span goes into an hour.
var perHours = [numSpans]float32{12, 4, 1}

// take adds a power that is had at most, or as far as energy lasts; where that binds,
// with the doubt of the energy.
func (o *offer) take(lasts, doubt, most float32) {
	c := most
	if lasts < most {
		c = lasts
		o.doubt += float64(doubt)
	}
	o.mean += float64(c)
	o.square += float64(c * c)
}
