package gateway

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Line is how the link of a bus is doing.
type Line struct {
	Address string
	State   fieldbus.State
	Since   time.Time // of the state; zero: nobody has tried yet
	Trouble error     // why it has no open port
	Rival   bool      // another master polls it
	Stats   fieldbus.Stats
}

// lineOf tells how link is doing, at address.
func lineOf(address string, link *fieldbus.Link) func() Line {
	return func() Line {
		out := Line{Address: address, Trouble: link.Trouble(), Stats: link.Stats()}
		out.State, out.Since = link.State()
		out.Rival, _ = link.Disputed()
		return out
	}
}

// why says in words why the link has no open port and what there is to do, "" where it
// has one.
func (l Line) why() string {
	err := l.Trouble
	switch {
	case err == nil:
		return ""
	case l.State == fieldbus.Unplugged:
		return "the adapter is not plugged in, or its path is wrong: ls /dev/serial/by-id shows those plugged in; it is tried again by itself"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nobody listens there: see that address and port are right, and that Modbus TCP is switched on in the device's menu"
	case errors.Is(err, fs.ErrPermission):
		return "this user may not open it: add the user to the group of the device, often dialout"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return "nothing answers at that address: see that it is right, and look at cable and power"
	}
	return err.Error()
}

// busID names the i-th bus, from 0, where a device would stand.
func busID(i int) energy.DeviceID { return energy.DeviceID(fmt.Sprintf("bus%d", i+1)) }

// lineTroubles appends to list what somebody has to know of the links.
func lineTroubles(list []trouble, fields []Field) []trouble {
	for i, f := range fields {
		if f.Line == nil {
			continue
		}
		l := f.Line()
		if l.State == fieldbus.Unplugged {
			list = append(list, trouble{energy.SilentDevice, energy.Alarm, busID(i), l.why()})
		}
		if l.Rival {
			list = append(list, trouble{energy.OtherMaster, energy.Alarm, busID(i), rival})
		}
	}
	return list
}

// rival is what an installer is told of a second master on a serial line.
const rival = "another master polls this line: unplug it, or have it read through the proxy of this bus"

// lines are the links as people see them.
func lines(fields []Field, now time.Time) []local.Bus {
	var out []local.Bus
	for i, f := range fields {
		if f.Line == nil {
			continue
		}
		l := f.Line()
		b := local.Bus{Bus: i + 1, Address: l.Address, State: l.State.String(), Why: l.why(), Rival: l.Rival, Foreign: l.Stats.Foreign, Busy: l.Stats.Busy, Timeouts: l.Stats.Timeouts}
		if !l.Since.IsZero() {
			b.SinceS = max(0, now.Sub(l.Since).Seconds())
		}
		out = append(out, b)
	}
	return out
}

// lineAlarms are the links that somebody has to see to.
func lineAlarms(fields []Field) []string {
	var out []string
	for _, t := range lineTroubles(nil, fields) {
		out = append(out, fmt.Sprintf("%s: %s", t.device, t.text))
	}
	return out
}

// unseen says what there is to do about a unit that has never answered.
func (s *seat) unseen() string {
	if s.state != ToLookFor {
		return ""
	}
	if s.field.Line != nil {
		if l := s.field.Line(); l.State != fieldbus.Connected && l.Trouble != nil {
			return fmt.Sprintf("nothing was asked there yet, for its bus is %s: %s", l.State, l.why())
		}
	}
	return "the site file names this unit, and nothing has answered there so far: take it off units if there is none"
}
