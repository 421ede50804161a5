package device

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// The most registers of one request (Modbus Application Protocol 6.3, 6.12).
const (
	maxRead  = 125
	maxWrite = 123
)

// Bank is all Modbus units of one home. It is safe for concurrent use, except
// OnWrite, which is set before the first request.
type Bank struct {
	mu         sync.Mutex
	config     Config
	home       Home
	solar      curtailer // nil where the home's PV cannot be curtailed
	slots      []slot
	truth      truth
	before     truth // one tick earlier
	past       past
	control    Control
	generation uint64 // of connections: it grows when they go half open
	onWrite    func(unit uint8, address uint16, words []uint16)
	next       *Bank // on the same wires: see Beside; nil for none
	nextUnits  []uint8
}

// New builds the equipment that c describes around home, with the home's
// truth at now in its registers. An impossible Config is fault.Invalid.
func New(c Config, home Home, now time.Time) (*Bank, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	b := &Bank{config: c, home: home, slots: layout(c)}
	b.solar, _ = home.(curtailer)
	b.truth.now, b.truth.rated, b.truth.hybrid = now, c.Battery, c.Shape.hybrid()
	if meter := b.slot(MeterUnit); meter != nil {
		meter.trouble.lag = c.MeterLag
	}
	b.Tick(now)
	b.before = b.truth
	return b, nil
}

// OnWrite has f called after every write that was taken, with a copy of its
// words, outside the Bank's lock. Set it before serving.
func (b *Bank) OnWrite(f func(unit uint8, address uint16, words []uint16)) { b.onWrite = f }

// Units returns the Modbus unit ids there are.
func (b *Bank) Units() []uint8 {
	ids := make([]uint8, len(b.slots))
	for i := range b.slots {
		ids[i] = b.slots[i].id
	}
	return append(ids, b.nextUnits...)
}

func (b *Bank) unitNames() string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(b.Units()), " ", ", "), "[]")
}

// slot returns the unit called id, nil where there is none.
func (b *Bank) slot(id uint8) *slot {
	for i := range b.slots {
		if b.slots[i].id == id {
			return &b.slots[i]
		}
	}
	return nil
}

// Tick takes the home's truth at now for the registers, runs the reversion
// timers, and commands the home as the registers ask. Call it from the
// goroutine that owns the home, after each step of its physics. It allocates
// nothing; registers are filled when they are read.
func (b *Bank) Tick(now time.Time) {
	b.tickNext(now)
	b.mu.Lock()
	defer b.mu.Unlock()
	since := max(0, now.Sub(b.truth.now))
	b.before = b.truth
	b.observe(now, since)
	var o order
	for i := range b.slots {
		s := &b.slots[i]
		s.stale = true
		if s.commands {
			o = s.ask(&b.truth, since).over(o)
		}
	}
	b.steer(o)
}

// Control is what a home's registers ask of its battery.
type Control uint8

// The controls.
const (
	OwnMode Control = iota // nothing: the inverter's self-consumption
	Limited                // self-consumption under limits, or for another target
	Forced                 // a power
)

// Control returns what was in force at the last tick.
func (b *Bank) Control() Control {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.control
}

func (o order) control() Control {
	switch {
	case !o.given || o.own:
		return OwnMode
	case o.free:
		return Limited
	}
	return Forced
}

func (b *Bank) steer(o order) {
	b.control = o.control()
	if o.given {
		b.home.SetBattery(o.power)
	} else {
		b.home.Release()
	}
	switch {
	case b.solar == nil:
	case o.capped:
		b.solar.Curtail(o.cap)
	default:
		b.solar.Uncurtail()
	}
}

// observe takes the home's state and counts the meter's energy since the last.
func (b *Bank) observe(now time.Time, since time.Duration) {
	t := &b.truth
	t.State = b.home.State()
	moved := t.Grid.Over(since)
	t.exported += max(0, moved)
	t.imported += max(0, -moved)
	t.now = now
	b.past.keep(t)
}
