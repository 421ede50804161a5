package split

import "math"

// piece is the straight piece of a rising curve that holds the point (price,
// power): the curve is straight at least from below to above.
type piece struct {
	price, power, slope, below, above float64
}

// holds tells whether the piece says what the power is at price.
func (q *piece) holds(price float64) bool { return price >= q.below && price <= q.above }

func (q *piece) at(price float64) float64 { return q.power + q.slope*(price-q.price) }

// moved returns q with its point moved to price.
func (q piece) moved(price float64) piece {
	q.power, q.price = q.at(price), price
	return q
}

// plus adds a curve of which r is the piece at the same price.
func (q piece) plus(r piece) piece {
	q.power, q.slope = q.power+r.power, q.slope+r.slope
	q.below, q.above = max(q.below, r.below), min(q.above, r.above)
	return q
}

// cut returns q cut off at lo and hi.
func (q piece) cut(lo, hi float64) piece {
	if q.power >= hi {
		return q.flat(hi, q.reaches(hi), math.Inf(1))
	}
	if q.power <= lo {
		return q.flat(lo, math.Inf(-1), q.reaches(lo))
	}
	if q.slope > 0 {
		q.below = max(q.below, q.price+(lo-q.power)/q.slope)
		q.above = min(q.above, q.price+(hi-q.power)/q.slope)
	}
	return q
}

func (q piece) flat(power, below, above float64) piece {
	return piece{price: q.price, power: power, below: below, above: above}
}

// reaches returns the price on the piece that is nearest to where it has that power.
func (q *piece) reaches(power float64) float64 {
	if q.slope <= 0 {
		return q.price
	}
	return min(max(q.price+(power-q.power)/q.slope, q.below), q.above)
}

// sum returns the piece of the sum of lines at a price above 0.
func sum(lines []line, price float64) piece {
	q := piece{price: price, above: math.Inf(1)}
	for i := range lines {
		l := &lines[i]
		low, start := 0.0, 0.0
		for k := 0; ; k++ {
			if k == stretches {
				q.power += low
				q.below = max(q.below, start)
				break
			}
			from := l.from[k]
			u := l.gain * (price - from)
			if u <= low {
				q.power += low
				q.below, q.above = max(q.below, start), min(q.above, from+low*l.hours)
				break
			}
			end := from + l.upto[k]*l.hours
			if u < l.upto[k] {
				q.power, q.slope = q.power+u, q.slope+l.gain
				q.below, q.above = max(q.below, from+low*l.hours), min(q.above, end)
				break
			}
			low, start = l.upto[k], end
		}
	}
	return q
}

// mirrored returns the piece of a curve that is q turned about the origin.
func (q piece) mirrored() piece {
	return piece{price: -q.price, power: -q.power, slope: q.slope, below: -q.above, above: -q.below}
}
