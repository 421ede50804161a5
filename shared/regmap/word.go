package regmap

import (
	"fmt"
	"maps"
	"math"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The names of points, and those of maps.
var (
	word   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.]*$`)
	dashed = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
)

// number reads a decimal in its one canonical form.
func number(s string, low, high int) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || s != strconv.Itoa(n) || n < low || n > high {
		return 0, fmt.Errorf("%q: want a number from %d to %d", s, low, high)
	}
	return n, nil
}

// whole reads one number that stands alone.
func whole(f []string, low, high int) (int, error) {
	if len(f) != 1 {
		return 0, fmt.Errorf("%q: want one number", strings.Join(f, " "))
	}
	return number(f[0], low, high)
}

// span reads "LOW..HIGH", or a number alone.
func span(s string) (Range, bool) {
	low, high, two := strings.Cut(s, "..")
	if !two {
		high = low
	}
	least, err := numeral(low)
	most, err2 := numeral(high)
	return Range{least, most}, err == nil && err2 == nil && least <= most
}

// numeral reads a finite number, decimal or in hexadecimal with 0x.
func numeral(s string) (float64, error) {
	if strings.HasPrefix(s, "0x") {
		n, err := strconv.ParseUint(s[2:], 16, 32)
		return float64(n), err
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || strings.ContainsAny(s, "xXpP_") {
		return 0, fmt.Errorf("%q: want a number", s)
	}
	return v, nil
}

// pattern reads one in the way of path.Match.
func pattern(into *string, f []string) error {
	*into = strings.Join(f, " ")
	if _, err := path.Match(*into, ""); err != nil {
		return fmt.Errorf("pattern %q: %w", *into, err)
	}
	return nil
}

// oneOf reads what words mean.
func oneOf[T any](f []string, words map[string]T) (T, error) {
	v, ok := words[strings.Join(f, " ")]
	if !ok {
		return v, fmt.Errorf("%q: want one of %s", strings.Join(f, " "), strings.Join(sorted(words), ", "))
	}
	return v, nil
}

func sorted[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
