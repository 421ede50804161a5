package ledger

import (
	"errors"
	"math/bits"
)

// Energy is energy in milliwatt-hours, positive toward the grid.
type Energy int64

// Micro is money in millionths of its currency's unit; positive is earned.
type Micro int64

// The most that an entry may hold: a gigawatt-hour, ten thousand a
// kilowatt-hour, and the product.
const (
	MostEnergy Energy = 1e12
	MostPrice  Micro  = 1e10
	MostAmount Micro  = 1e16
)

const milliwattHours = 1e6 // of a kilowatt-hour

// Worth returns what energy at a price per kilowatt-hour is worth, rounded to the
// nearest, halves away from zero. Both are within their bounds.
func Worth(e Energy, perKWh Micro) Micro {
	return Micro(product(int64(e), int64(perKWh), milliwattHours))
}

// product is a*b/by in 128 bits, rounded to the nearest, halves away from zero;
// by is positive, and the quotient fits.
func product(a, b, by int64) int64 {
	high, low := bits.Mul64(size(a), size(b))
	low, carry := bits.Add64(low, uint64(by)/2, 0)
	q, _ := bits.Div64(high+carry, low, uint64(by))
	if (a < 0) != (b < 0) {
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

var errTooLarge = errors.New("the sum is more than a ledger can hold")

// sum is a+b, or an error where that does not fit.
func sum[T ~int64](a, b T) (T, error) {
	c := a + b
	if (c > a) != (b > 0) && b != 0 {
		return 0, errTooLarge
	}
	return c, nil
}
