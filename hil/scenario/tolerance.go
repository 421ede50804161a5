package scenario

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

func cutTolerance(text string) (body, tolerance string, given bool) {
	if body, tolerance, given = strings.Cut(text, "±"); given {
		return body, tolerance, true
	}
	return strings.Cut(text, "+-")
}

func toleranceOf(text string, u unit, of float64) (float64, error) {
	if share, ok := strings.CutSuffix(text, "%"); ok && u != pure {
		v, err := strconv.ParseFloat(share, 64)
		if err != nil || !(v >= 0 && v <= 100) {
			return 0, fmt.Errorf("tolerance %q: want such as 2%%", text)
		}
		return math.Abs(of) * v / 100, nil
	}
	v, err := quantity(text, u)
	if err != nil || v < 0 {
		return 0, fmt.Errorf("tolerance %q: want a magnitude in the same unit", text)
	}
	return v, nil
}

// usualSlack is how near "=" means where no tolerance is given.
func usualSlack(u unit, of float64) float64 {
	switch u {
	case pure:
		if of == math.Trunc(of) && math.Abs(of) > 1 {
			return 0 // a count
		}
		return 0.005
	case watts:
		return max(50, 0.02*math.Abs(of))
	case wattHours:
		return max(10, 0.02*math.Abs(of))
	case seconds:
		return 1
	case hertz:
		return 0.005
	}
	return 0.01 * math.Abs(of)
}
