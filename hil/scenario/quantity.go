package scenario

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// unit is what a quantity counts.
type unit uint8

const (
	pure unit = iota // ratios and counts
	watts
	wattHours
	seconds
	volts
	amperes
	hertz
	celsius
	wattsPerSecond
)

// suffixes are longest first, so that "kWh" is not read as "h".
var suffixes = [...]struct {
	text   string
	unit   unit
	factor float64
}{
	{"kW/min", wattsPerSecond, 1000.0 / 60}, {"kW/s", wattsPerSecond, 1000}, {"W/s", wattsPerSecond, 1},
	{"kWh", wattHours, 1000}, {"MWh", wattHours, 1e6}, {"Wh", wattHours, 1},
	{"kW", watts, 1000}, {"MW", watts, 1e6}, {"W", watts, 1},
	{"ms", seconds, 0.001}, {"min", seconds, 60}, {"s", seconds, 1}, {"m", seconds, 60}, {"h", seconds, 3600}, {"d", seconds, 86400},
	{"mV", volts, 0.001}, {"V", volts, 1}, {"A", amperes, 1}, {"mHz", hertz, 0.001}, {"Hz", hertz, 1},
	{"°C", celsius, 1}, {"C", celsius, 1}, {"%", pure, 0.01},
}

// shown is the unit that values are shown in.
var shown = map[unit]string{
	pure: "", watts: "W", wattHours: "Wh", seconds: "s", volts: "V", amperes: "A", hertz: "Hz", celsius: "°C", wattsPerSecond: "W/s",
}

// quantity reads a number with its unit. 0 needs none.
func quantity(text string, want unit) (float64, error) {
	number, got, factor := text, pure, 1.0
	for _, s := range suffixes {
		if head, ok := strings.CutSuffix(text, s.text); ok {
			number, got, factor = head, s.unit, s.factor
			break
		}
	}
	v, err := strconv.ParseFloat(number, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || strings.ContainsAny(number, "xXpP_") {
		return 0, fmt.Errorf("%q is not a number%s", text, inUnit(want))
	}
	if got != want && !(v == 0 && got == pure) {
		return 0, fmt.Errorf("%q: want a number%s", text, inUnit(want))
	}
	return v * factor, nil
}

func inUnit(u unit) string {
	if u == pure {
		return " without a unit"
	}
	return " in " + shown[u]
}

// span reads a length of time: 90s, 15m, 36h, 30d, or parts one after another
// as in 1h30m.
func span(text string) (time.Duration, error) {
	var total float64
	rest := text
	for rest != "" {
		end := strings.IndexFunc(rest, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
		if end <= 0 {
			return 0, fmt.Errorf("%q is not a length of time such as 90s, 15m or 1h30m", text)
		}
		stop := end + strings.IndexAny(rest[end:]+"0", "0123456789.")
		v, err := quantity(rest[:stop], seconds)
		if err != nil {
			return 0, fmt.Errorf("%q is not a length of time such as 90s, 15m or 1h30m", text)
		}
		total, rest = total+v, rest[stop:]
	}
	const most = 20 * 365 * 24 * 3600 // twenty years, the life of a home's gateway twice over
	if text == "" || total > most {
		return 0, fmt.Errorf("%q: want a length of time of at most 20 years", text)
	}
	return time.Duration(math.Round(total*1e6)) * time.Microsecond, nil
}

// show writes v as people read it.
func show(v float64, u unit) string {
	if u == seconds {
		return time.Duration(v * float64(time.Second)).Round(time.Millisecond).String()
	}
	digits := 3
	if u == watts || u == wattHours {
		digits = 0
	}
	if u == pure && v == math.Trunc(v) && math.Abs(v) < 1e15 {
		digits = 0
	}
	return strconv.FormatFloat(v, 'f', digits, 64) + shown[u]
}
