package evidence

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// mostPlaces is how many decimals a Decimal has at most.
const mostPlaces = 9

// Decimal is Units divided by ten to the power of Places, as in 1.50 for 150 and 2.
type Decimal struct {
	Units  int64
	Places uint8
}

// Rounded returns v with so many places, and false where it is none: not finite,
// or too large.
func Rounded(v float64, places uint8) (Decimal, bool) {
	units := math.Round(v * math.Pow10(int(places)))
	if !(math.Abs(units) < 1<<53) || places > mostPlaces {
		return Decimal{}, false
	}
	return Decimal{int64(units), places}, true
}

// Float returns the nearest float, for plots.
func (d Decimal) Float() float64 { return float64(d.Units) / math.Pow10(int(d.Places)) }

// String returns the number with all its places.
func (d Decimal) String() string {
	digits, sign := strconv.FormatInt(d.Units, 10), ""
	if d.Units < 0 {
		digits, sign = digits[1:], "-"
	}
	places := int(d.Places)
	if places == 0 {
		return sign + digits
	}
	digits = strings.Repeat("0", max(0, places+1-len(digits))) + digits
	return sign + digits[:len(digits)-places] + "." + digits[len(digits)-places:]
}

// MarshalJSON returns the number as a JSON number with all its places.
func (d Decimal) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }

var errDecimal = errors.New("not a decimal")

// UnmarshalJSON reads what MarshalJSON writes, and nothing else.
func (d *Decimal) UnmarshalJSON(text []byte) error {
	whole, part, point := strings.Cut(string(text), ".")
	if len(part) > mostPlaces || point && part == "" {
		return fmt.Errorf("%q: %w", text, errDecimal)
	}
	units, err := strconv.ParseInt(whole+part, 10, 64)
	if err != nil {
		return fmt.Errorf("%q: %w", text, errDecimal)
	}
	got := Decimal{units, uint8(len(part))}
	if got.String() != string(text) {
		return fmt.Errorf("%q: %w", text, errDecimal)
	}
	*d = got
	return nil
}
