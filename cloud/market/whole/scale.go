package whole

import (
	"math/big"
	"math/bits"
)

// Scale is v*num/den in 128 bits, rounded once; den is positive, and the quotient
// fits.
func Scale(v, num, den int64) int64 {
	high, low := bits.Mul64(Size(v), Size(num))
	low, carry := bits.Add64(low, uint64(den)/2, 0)
	q, _ := bits.Div64(high+carry, low, uint64(den))
	if (v < 0) != (num < 0) {
		return -int64(q)
	}
	return int64(q)
}

// Size is the magnitude of v, that of the least one too.
func Size(v int64) uint64 {
	if v < 0 {
		return uint64(-v)
	}
	return uint64(v)
}

// Divide is num/den, rounded once, and false where that is more than an int64
// holds; den is positive.
func Divide(num, den *big.Int) (int64, bool) {
	half := new(big.Int).Rsh(den, 1)
	if num.Sign() < 0 {
		half.Neg(half)
	}
	q := half.Quo(half.Add(half, num), den)
	return q.Int64(), q.IsInt64()
}
