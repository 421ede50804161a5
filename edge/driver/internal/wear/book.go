package wear

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Book is what a Ledger keeps of one device.
type Book struct {
	Device string // its Key
	Ledger Ledger
	Clock  func() time.Time
}

// Today is how often the register was written since midnight UTC, and Unknown or more
// where that is lost.
func (b *Book) Today(register uint16) uint64 { return b.Ledger.Written(b.Device, register, b.day()) }

// Total is how often it was written on all days.
func (b *Book) Total(register uint16) uint64 { return b.Ledger.Written(b.Device, register, "") }

func (b *Book) day() string { return b.Clock().UTC().Format(time.DateOnly) }

// since is how far the day is.
func (b *Book) since() time.Duration {
	now := b.Clock().UTC()
	return now.Sub(now.Truncate(24 * time.Hour))
}

// Spend counts one write of p, which stands at its address on the wire, before it is
// sent.
func (b *Book) Spend(p regmap.Point) error {
	if err := b.Ledger.Count(b.Device, uint16(p.Offset()), b.day()); err != nil {
		return fmt.Errorf("count the write of %s: %w", p.Name(), err)
	}
	return nil
}

// Afford refuses as Unsafe the writes whose register has none left today for that
// need. One that stands several times is written as often.
func (b *Book) Afford(writes []regmap.Point, n Need) error {
	count := map[string]int{}
	for _, p := range writes {
		if !p.Wears() {
			continue
		}
		count[p.Name()]++
		today := b.taken(p)
		if today+uint64(count[p.Name()]+n.kept(p, b.since())) > uint64(p.Budget()) {
			return b.spent(p, today, n)
		}
	}
	return nil
}

// taken is how often p was written today, or is taken to have been.
func (b *Book) taken(p regmap.Point) uint64 {
	n := b.Today(uint16(p.Offset()))
	if n < Unknown {
		return n
	}
	return n - Unknown + uint64(p.Budget()-More.kept(p, 0))
}

func (b *Book) spent(p regmap.Point, today uint64, n Need) error {
	err := fmt.Errorf("written %d times today, of a budget of %d", today, p.Budget())
	switch kept := n.kept(p, b.since()); {
	case n == Paced:
		err = fmt.Errorf("%w, of which habit may have had %d by now", err, p.Budget()-kept)
	case kept > 0:
		err = fmt.Errorf("%w, of which %d are kept for a stop", err, kept)
	}
	return &fault.Error{
		Op: "write", Kind: fault.Unsafe, Subject: fmt.Sprintf("register %d (%s) of %s", p.Offset(), p.Name(), b.Device),
		Hint: "the register is kept in memory that wears; wait until midnight UTC", Err: err,
	}
}
