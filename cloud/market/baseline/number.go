package baseline

import "math/bits"

// scale is v*num/den in 128 bits, rounded to the nearest, halves away from zero;
// den is positive, and the quotient fits.
func scale(v, num, den int64) int64 {
	high, low := bits.Mul64(size(v), size(num))
	low, carry := bits.Add64(low, uint64(den)/2, 0)
	q, _ := bits.Div64(high+carry, low, uint64(den))
	if (v < 0) != (num < 0) {
		return -int64(q)
	}
	return int64(q)
}

func size(v int64) uint64 {
	if v < 0 {
		return uint64(-v)
	}
	return uint64(v)
}
