package device

import "github.com/hearthgrid/hearthgrid/shared/fault"

// Lie is a register, of either kind, that is told as one word whatever is so: a
// limit that is absurd, a number that is not implemented, a scale factor that is
// one too high.
type Lie struct{ Address, Word uint16 }

// Say has unit tell the lies, and no others, until the next Say or MendAll. A
// unit that is not there is fault.NotFound.
func (b *Bank) Say(unit uint8, lies ...Lie) error {
	b = b.keeper(unit)
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.slot(unit)
	if s == nil {
		return &fault.Error{Op: "have a device say", Kind: fault.NotFound, Err: NoAnswer, Hint: "units here: " + b.unitNames()}
	}
	s.trouble.says = lies
	return nil
}

// lieTo spoils the registers from address on that are lied about.
func (t *trouble) lieTo(address uint16, into []uint16) {
	for _, l := range t.says {
		if at := int(l.Address) - int(address); at >= 0 && at < len(into) {
			into[at] = l.Word
		}
	}
}
