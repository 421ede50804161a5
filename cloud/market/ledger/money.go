package ledger

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/hearthgrid/hearthgrid/cloud/market/whole"
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

// ParseMicro reads money as people write it, as 0.25 or -3: at most six decimals,
// for nothing is rounded that somebody agreed on.
func ParseMicro(text string) (Micro, error) {
	digits, sign := text, Micro(1)
	if rest, negative := strings.CutPrefix(text, "-"); negative {
		digits, sign = rest, -1
	}
	units, decimals, point := strings.Cut(digits, ".")
	v, err := strconv.ParseUint(units+(decimals + "000000")[:max(6, len(decimals))], 10, 63)
	switch {
	case err != nil || units == "" || point && decimals == "" || len(decimals) > 6 || strings.ContainsAny(text, "+_"):
		return 0, fmt.Errorf("%q: want an amount such as 0.25, with at most six decimals", text)
	case Micro(v) > MostAmount:
		return 0, fmt.Errorf("%q: want at most %d", text, MostAmount/1e6)
	}
	return sign * Micro(v), nil
}

// String returns the amount with six decimals.
func (m Micro) String() string { return decimal(int64(m)) }

// String returns the energy in kWh, with six decimals.
func (e Energy) String() string { return decimal(int64(e)) }

func decimal(v int64) string {
	sign := ""
	if v < 0 {
		sign = "-"
	}
	return fmt.Sprintf("%s%d.%06d", sign, whole.Size(v)/1e6, whole.Size(v)%1e6)
}

const milliwattHours = 1e6 // of a kilowatt-hour

// Worth returns what energy at a price per kilowatt-hour is worth, rounded to the
// nearest, halves away from zero. Both are within their bounds.
func Worth(e Energy, perKWh Micro) Micro {
	return Micro(whole.Scale(int64(e), int64(perKWh), milliwattHours))
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
