package bench

// Result is what one benchmark found, as printed.
type Result struct {
	Bench   string  `json:"bench"`
	Figures Figures `json:"figures"`
}

// Figures are measurements by name with base unit, such as tick_s.
type Figures map[string]float64
