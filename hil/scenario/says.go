package scenario

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hearthgrid/hearthgrid/hil/device"
)

// says is the fault whose argument names registers, perhaps by the points of a
// SunSpec model, and what is told in their place.
const says = "says"

// lie is a register that is told as one word.
type lie struct {
	reg  register
	word uint16
}

// lies reads "802.AChaMax=65535", several with a comma between them.
func (b *breakage) lies(l line) error {
	if len(b.arg) == 0 {
		if b.mends {
			return nil
		}
		return l.refuse("says what? want such as \"says 802.AChaMax=65535\"")
	}
	for pair := range strings.SplitSeq(b.arg[0], ",") {
		name, word, _ := strings.Cut(pair, "=")
		reg, err := parseRegister(name)
		if err != nil {
			return l.refuse("%w", err)
		}
		value, err := strconv.ParseUint(word, 10, 16)
		if err != nil {
			return l.refuse("%q: want register=word with a word of 0 to 65535", pair)
		}
		b.told = append(b.told, lie{reg, uint16(value)})
	}
	return nil
}

// lie has the unit tell them, or none.
func (b *breakage) lie(h *house, unit uint8) error {
	var all []device.Lie
	for _, t := range b.told {
		at, ok := t.reg.at(h.bank, unit)
		if !ok {
			return fmt.Errorf("unit %d does not give one of the registers", unit)
		}
		all = append(all, device.Lie{Address: at, Word: t.word})
	}
	return h.bank.Say(unit, all...)
}
