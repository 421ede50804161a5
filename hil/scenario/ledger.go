package scenario

import "time"

// written names one register of one unit.
type written struct {
	unit    uint8
	address uint16
}

// ledger counts the writes that the gateway made, by register and day.
type ledger struct {
	today string
	count map[written]int
	most  map[written]int // on the register's busiest day
}

func newLedger() ledger { return ledger{count: map[written]int{}, most: map[written]int{}} }

func (l *ledger) note(unit uint8, address uint16, words int, now time.Time) {
	if day := now.Format(time.DateOnly); day != l.today {
		l.today = day
		clear(l.count)
	}
	for i := range words {
		w := written{unit, address + uint16(i)}
		l.count[w]++
		l.most[w] = max(l.most[w], l.count[w])
	}
}

// busiest returns the most writes of one register, or of any, on one day.
func (l *ledger) busiest(of *written) int {
	if of != nil {
		return l.most[*of]
	}
	most := 0
	for _, n := range l.most {
		most = max(most, n)
	}
	return most
}
