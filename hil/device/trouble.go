package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// trouble is what is broken of one unit. The zero trouble is a sound unit.
type trouble struct {
	silent    bool
	delay     time.Duration // of every reply
	identity  identity
	exception [2]scope // exception 4, exception 6
	halfOpen  uint64   // connections made before this one hear nothing; 0 for none
	evict     eviction
	torn      bool
	frozen    bool
	sleep     sleep
	ignores   bool          // takes writes and does not act on them
	ramp      energy.Watts  // per second, 0 for none
	taper     energy.Ratio  // of the rating, taken above 90 % SoC; 0 for none
	flip      flip          // of the sign
	shift     shift         // of the registers
	clock     time.Duration // ahead of the truth's
	early     energy.Ratio  // share of a lease after which it lapses; 0 for its own
	boot      time.Time     // silent until then
	lag       time.Duration // of the meter
	says      []Lie
	rival     rival
	turn      int // requests met while a rival is on the line
}

// scope says which requests an exception meets.
type scope uint8

const (
	noRequest scope = iota
	everyRequest
	reads
	writes
)

func (s scope) meets(request scope) bool { return s == everyRequest || s == request }

// identity is what becomes of a TCP reply's transaction id.
type identity uint8

const (
	echoed  identity = iota
	next             // one too high: the reply to another request
	nothing          // always 0, as bridges to serial lines do
)

// eviction is how an endpoint that serves one client keeps to that.
type eviction uint8

const (
	noEviction eviction = iota
	evictOlder          // the newcomer throws the older out
	evictNewer          // the newcomer is hung up on
	evictBusy           // the newcomer is answered "busy"
)

type sleep uint8

const (
	awake   sleep = iota
	sleeps        // answers nothing
	dusk          // answers nothing while there is no PV power
	zeroing       // answers, with zeros
)

// flip is which sign the firmware turned.
type flip uint8

const (
	noFlip flip = iota
	flipBattery
	flipGrid
	flipCommand
)

// shift moves the registers from an address on.
type shift struct {
	by   int
	from uint16
}

// apply returns where a request for address finds its registers.
func (s shift) apply(address uint16) uint16 {
	if s.by == 0 || address < s.from {
		return address
	}
	return address - uint16(s.by)
}

// rival is what a second master on the serial line does.
type rival uint8

const (
	noRival  rival = iota
	talks          // its exchange with another unit stands before the reply
	collides       // it garbles the reply
)

// rivalEvery is how many requests a second master lets pass for each it meets.
const rivalEvery = 3

// meets counts a request and tells whether the rival is at it.
func (t *trouble) meets() bool {
	if t.rival == noRival {
		return false
	}
	t.turn++
	return t.turn%rivalEvery == 0
}

// mute tells whether a request at now, with pv power, is met with silence on
// every wire.
func (t *trouble) mute(now time.Time, pv energy.Watts) bool {
	switch {
	case t.silent, t.sleep == sleeps, now.Before(t.boot):
		return true
	case t.sleep == dusk:
		return pv <= 0
	}
	return false
}

// refusal returns the exception that meets a request, 0 for none.
func (t *trouble) refusal(request scope) Exception {
	switch {
	case t.exception[0].meets(request):
		return DeviceFailure
	case t.exception[1].meets(request):
		return DeviceBusy
	}
	return 0
}
