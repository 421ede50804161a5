package estimate

import "math"

// cut tells what is left of a normal that something cannot follow beyond its limits,
// as a battery that keeps the grid connection at 0 W. All are of the lower limit a
// of a standard normal Z; the upper is the lower of -Z.
type cut struct{ below, mean, two float32 }

const (
	cutEnd  = 4 // beyond which a limit counts as never or always met
	cutStep = 1.0 / 64
)

type cuts [2*cutEnd*64 + 2]cut

// newCuts fills the table: below = Φ(a); mean = E max(a, Z) = a Φ(a) + φ(a); two =
// E max(a, Z)² - 1 = a² Φ(a) - Φ(a) + a φ(a).
func newCuts() *cuts {
	c := &cuts{}
	for i := range c {
		a := -cutEnd + float64(i)*cutStep
		phi, whole := math.Exp(-a*a/2)/math.Sqrt(2*math.Pi), math.Erfc(-a/math.Sqrt2)/2
		c[i] = cut{float32(whole), float32(a*whole + phi), float32(a*a*whole - whole + a*phi)}
	}
	return c
}

func (c *cuts) at(a float32) cut {
	if !(a > -cutEnd) {
		return cut{}
	}
	if a >= cutEnd {
		return cut{1, a, a*a - 1}
	}
	x := (a + cutEnd) * (1 / cutStep)
	i := int(x)
	w, p, q := x-float32(i), &c[i], &c[i+1]
	return cut{p.below + w*(q.below-p.below), p.mean + w*(q.mean-p.mean), p.two + w*(q.two-p.two)}
}
