package fieldbus

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/goburrow/modbus"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Link is one TCP address or serial line and all the devices behind it. Its
// methods are safe for concurrent use; nothing moves until Run is called.
type Link struct {
	config  Config
	framing framing
	bus     bus
	dial    func(context.Context) (Port, error)
	queue   *queue
	spare   chan *request // answered, to be used again
	units   units
	started atomic.Bool
	counters
	standing struct {
		mu       sync.Mutex
		state    State
		since    time.Time
		trouble  error // why there is no port
		disputed bool
		foreign  time.Time // heard last
	}

	// Only the owner, the goroutine in Run, touches these.
	failures int        // since the last good answer
	missed   int        // exchanges in a row that nobody answered
	told     bool       // the log says that the link answers
	worst    time.Time  // when the answer to what was sent last is overdue
	last     time.Time  // end of the last exchange
	heard    time.Time  // when the line was listened to last
	party    []*request // those that the exchange is for; empty between exchanges
	merge    merge
	ear      ear
	buffer   [260]byte // largest frame of both framings
	scratch  [5 + 2*mostWrite]byte
	asked    modbus.ProtocolDataUnit
}

// NewTCP makes a Modbus TCP link. Errors are of kind Invalid.
func NewTCP(c Config) (*Link, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return newLink(c.filled(), newTCPFraming(c.AnyTransaction), bus{}, dialTCP(c.Address)), nil
}

// NewRTU makes a Modbus RTU link on a serial line. Errors are of kind Invalid.
func NewRTU(c Config) (*Link, error) {
	if err := errors.Join(c.Validate(), c.Serial.validate(c.Address)); err != nil {
		return nil, err
	}
	c = c.filled()
	return newLink(c, newRTUFraming(), c.Serial.bus(), c.Serial.open(c.Address)), nil
}

// NewRTUOverTCP makes a link to a serial line behind a transparent converter,
// which carries RTU frames over TCP as they are. Serial is how the converter's line
// is set; it makes the silences and the slowest answer. Errors are of kind
// Invalid.
func NewRTUOverTCP(c Config) (*Link, error) {
	if err := errors.Join(c.Validate(), c.Serial.validate(c.Address)); err != nil {
		return nil, err
	}
	c = c.filled()
	line := c.Serial.bus()
	line.remote = true
	return newLink(c, newRTUFraming(), line, dialTCP(c.Address)), nil
}

func newLink(c Config, f framing, b bus, dial func(context.Context) (Port, error)) *Link {
	if c.Dial != nil {
		dial = c.Dial
	}
	return &Link{
		config: c, framing: f, bus: b, dial: dial,
		queue: newQueue(c.Queue),
		spare: make(chan *request, c.Queue),
	}
}

// ReadHolding fills into with the registers of unit from address (function 3),
// counted from 0. More than 125 words are read in blocks, not at one instant.
// On any error into must not be used.
//
// Kinds: Invalid, Unsupported, Busy, Internal (see Exception) when the device
// refuses; Corrupt when the answer is not one to this request; Unreachable
// when there was none; Busy when the queue is full.
func (l *Link) ReadHolding(ctx context.Context, unit uint8, address uint16, into []uint16) error {
	return l.read(ctx, modbus.FuncCodeReadHoldingRegisters, unit, address, into)
}

// ReadInput is ReadHolding for input registers (function 4), which have
// addresses of their own.
func (l *Link) ReadInput(ctx context.Context, unit uint8, address uint16, into []uint16) error {
	return l.read(ctx, modbus.FuncCodeReadInputRegisters, unit, address, into)
}

func (l *Link) read(ctx context.Context, function, unit uint8, address uint16, into []uint16) error {
	if err := l.check("read", unit, address, len(into)); err != nil {
		return err
	}
	for done := 0; done < len(into); {
		block := into[done:min(done+mostRead, len(into))]
		if err := l.readBlock(ctx, function, unit, address+uint16(done), block); err != nil {
			return err
		}
		done += len(block)
	}
	return nil
}

// WriteHolding writes words to the registers of unit from address (function
// 16), counted from 0. More than 123 words are written in blocks. An answer
// says that the device has accepted them, not that it acts on them.
//
// Kinds: as ReadHolding, but Unknown when there was no answer to what was
// sent, or when only some blocks were written; Unreachable and Busy mean that
// nothing was written. After Unknown or Corrupt the registers must be read back.
func (l *Link) WriteHolding(ctx context.Context, unit uint8, address uint16, words []uint16) error {
	if err := l.check("write", unit, address, len(words)); err != nil {
		return err
	}
	for done := 0; done < len(words); {
		block := words[done:min(done+mostWrite, len(words))]
		if err := l.writeBlock(ctx, unit, address+uint16(done), block); err != nil {
			return partly(err, done)
		}
		done += len(block)
	}
	return nil
}

// check refuses what no device could be asked.
func (l *Link) check(verb string, unit uint8, address uint16, count int) error {
	cause := ""
	switch {
	case count == 0:
		cause = "no words"
	case int(address)+count > 1<<16:
		cause = fmt.Sprintf("%d words from %d run past register 65535", count, address)
	case l.bus.shared && (unit == 0 || unit > 247):
		cause = fmt.Sprintf("unit %d: a serial line has units 1 to 247", unit)
	default:
		return nil
	}
	return &fault.Error{Op: verb + " registers", Kind: fault.Invalid, Subject: l.config.Address,
		Hint: "correct the register map or the unit", Err: errors.New(cause)}
}
