package history

// flags is what is to be known of readings, as the sum of its bits, which a
// float64 holds exactly. They are in the database: do not reorder.
type flags uint64

// Bit m of the first half says that the reading of metric m is doubtful; bit m
// of the second that its device, read before, gave no value in the tick of this
// time. What follows is of the clock that gave the time.
const (
	lostShift            = 16
	clockWrong     flags = 1 << 32 // further than ClockWithin from the cloud's
	clockUnknown   flags = 1 << 33 // the report is left from an earlier boot
	clockUncertain       = clockWrong | clockUnknown
)

func doubtful(m Metric) flags { return 1 << m }
func lost(m Metric) flags     { return 1 << (lostShift + m) }

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
