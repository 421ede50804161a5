package energy

import "fmt"

// Words says p as people read it, a magnitude and the word for its direction:
// "12.3 kW discharging" for positive "discharging". What rounds to nothing
// has no direction.
func (p Watts) Words(positive, negative string) string {
	text := p.magnitude()
	switch {
	case text == Watts(0).magnitude():
		return text
	case p > 0:
		return text + " " + positive
	}
	return text + " " + negative
}

// The units change where their numbers grow too long, or too coarse, to read:
// one home's night is all below a kilowatt.
const (
	kilowatt Watts = 1e3
	megawatt Watts = 1e6
)

func (p Watts) magnitude() string {
	switch size := p.Abs(); {
	case size >= megawatt-50: // what rounds to it
		return fmt.Sprintf("%.2f MW", size/megawatt)
	case size >= kilowatt-0.5:
		return fmt.Sprintf("%.1f kW", size/kilowatt)
	default:
		return fmt.Sprintf("%.0f W", size)
	}
}
