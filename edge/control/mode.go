package control

import (
	"fmt"
	"slices"
)

// Mode is what a slot of a plan asks of the battery.
type Mode uint8

// The modes. The zero Mode leaves the home to itself.
const (
	OnItsOwn  Mode = iota // self-consumption and peak shaving
	Hold                  // 0 W
	Charge                // with Power
	Discharge             // with Power
	ByPrice               // charge with Power where import earns, else on its own
)

var modes = []string{"own", "hold", "charge", "discharge", "price"}

// String returns the mode's stable name.
func (m Mode) String() string {
	if int(m) < len(modes) {
		return modes[m]
	}
	return "unknown"
}

// MarshalText implements encoding.TextMarshaler.
func (m Mode) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler. It takes the names only.
func (m *Mode) UnmarshalText(text []byte) error {
	i := slices.Index(modes, string(text))
	if i < 0 {
		return fmt.Errorf("mode %q: want one of %q", text, modes)
	}
	*m = Mode(i)
	return nil
}
