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

// megawatt is where kilowatts grow too long to read.
const megawatt Watts = 1e6

func (p Watts) magnitude() string {
	if p.Abs() >= megawatt {
		return fmt.Sprintf("%.2f MW", p.Abs()/megawatt)
	}
	return fmt.Sprintf("%.1f kW", p.Abs()/1000)
}
