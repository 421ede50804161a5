package history

// flags is what is to be known of readings, as the sum of its bits, which a
// float64 holds exactly. They are in the database: do not reorder.
type flags uint64

// Bit m of the first half says that the reading of metric m is doubtful; bit m
// of the second that its device, read before, gave no value in the tick of this
// time. What follows is of the clock that gave the time, and then bit m of the last
// part that the reading of metric m of this time was told with another value too.
const (
	lostShift            = 16
	correctedShift       = 34
	clockWrong     flags = 1 << 32 // further than ClockWithin from the cloud's, or back in the time of an earlier boot
	clockUnknown   flags = 1 << 33 // the report is left from an earlier boot
	clockUncertain       = clockWrong | clockUnknown
)

func doubtful(m Metric) flags { return 1 << m }
func lost(m Metric) flags     { return 1 << (lostShift + m) }

func corrected(m Metric) flags { return 1 << (correctedShift + m) }

// said is what is to be known of one reading, as bits that need not say of which: of the
// rows of one time the database keeps the larger, so a later one has to have all that
// an earlier one had.
type said uint8

// of returns the flags that say s of the reading of m.
func (s said) of(m Metric) (f flags) {
	for i, one := range [...]flags{doubtful(m), clockWrong, clockUnknown, corrected(m)} {
		if s>>i&1 == 1 {
			f |= one
		}
	}
	return f
}

// saidIn returns what f says of the reading of m.
func saidIn(f flags, m Metric) (s said) {
	for i, one := range [...]flags{doubtful(m), clockWrong, clockUnknown, corrected(m)} {
		if f.has(one) {
			s |= 1 << i
		}
	}
	return s
}

func (f flags) has(other flags) bool { return f&other != 0 }

// marks are the flags of one report by time. The zero marks are ready.
type marks struct {
	list [NumReadings + 1]mark
	n    int
}

type mark struct {
	at    int64 // ms since 1970 UTC
	flags flags
}

func (k *marks) add(at int64, f flags) {
	if f == 0 {
		return
	}
	for i := range k.n {
		if k.list[i].at == at {
			k.list[i].flags |= f
			return
		}
	}
	k.list[k.n] = mark{at: at, flags: f}
	k.n++
}

func (k *marks) all() []mark { return k.list[:k.n] }
