package plant

import "math"

// loss is a converter's loss in W at power p in W: c + b*p + a*p², the form of
// the laboratory measurements of HTW Berlin's PerMod database.
type loss struct{ a, b, c float64 }

// newLoss scales shares of the rated power: idle, linear and square part.
func newLoss(rated, idle, linear, square float64) loss {
	return loss{a: square / rated, b: linear, c: idle * rated}
}

func (l loss) at(p float64) float64 { return l.c + l.b*p + l.a*p*p }

// outFor returns the output p for which p + at(p) is in, never negative.
func (l loss) outFor(in float64) float64 {
	if in <= l.c {
		return 0
	}
	half := (1 + l.b) / 2
	return (math.Sqrt(half*half+l.a*(in-l.c)) - half) / l.a
}

// inFor returns the input p for which p - at(p) is out >= 0, as far as the
// converter can get there.
func (l loss) inFor(out float64) float64 {
	half := (1 - l.b) / 2
	return (half - math.Sqrt(max(0, half*half-l.a*(out+l.c)))) / l.a
}
