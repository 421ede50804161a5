package bench

// Result is what one benchmark found, as printed.
type Result struct {
	Bench   string  `json:"bench"`
	Figures Figures `json:"figures"`
}

// Figures are measurements by name with base unit, such as tick_s. Each is a
// float64, a Spread, or Parts.
type Figures map[string]any

// Parts is a figure split by what it is made of.
type Parts map[string]float64

// Spread is how far a figure moved between the slices of one run.
type Spread struct {
	P10 float64 `json:"p10"`
	P90 float64 `json:"p90"`
}

// SpreadOf returns the spread of figures, of which there is at least one.
func SpreadOf(figures []float64) Spread {
	low, _ := Quantile(figures, 0.1)
	high, _ := Quantile(figures, 0.9)
	return Spread{P10: low, P90: high}
}
