package driver

import "time"

// Stage is how far a command has come. What an order wants is accepted before, by
// control; all else is the device's.
type Stage uint8

// The stages.
const (
	Uncommanded Stage = iota // the device is in its own mode
	Written                  // taken by the device, and not read again yet
	Overruled                // it read otherwise than written, and was written again
	ReadBack                 // its registers read as written
	Measured                 // and its measured power is what they say
)

// String returns the stage's stable name.
func (s Stage) String() string {
	return [...]string{"none", "written", "overruled", "read back", "measured"}[min(s, Measured)]
}

// Command is how far the commands to a device have come: the newest one that could
// be looked at counts, which is the one before the last.
type Command struct {
	Stage Stage
	Why   string // of Overruled: the register, what it was set to and what it reads
}

// Command returns how far the battery's commands have come.
func (d *Device) Command() Command { return d.command }

// calm is how long registers must have read as written before an old quarrel about
// them is forgotten.
const calm = time.Hour

// compare judges by its registers what became of the command before, and tells
// whether another may be sent: not where it was overruled for the maxFailures-th
// time in a row, by a device that forgets or by another master. Who of two masters
// is right is not ours to say: the device is left alone for a time.
func (d *Device) compare(r *readback) bool {
	now := d.clock()
	if e, differs := r.differs(now); differs {
		r.forget()
		d.overruled(e.says())
		_, down := d.kept.Downgraded(now)
		return !down
	}
	if r.count > 0 {
		d.command = Command{Stage: max(d.command.Stage, ReadBack)}
		if now.Sub(d.kept.last) > calm {
			d.kept = Proof{}
		}
	}
	return true
}

// overruled counts a register that does not read as it was written.
func (d *Device) overruled(why string) {
	d.kept = d.kept.After(Failed, d.clock())
	d.command = Command{Stage: Overruled, Why: why}
}

// wrote notes that a command was taken.
func (d *Device) wrote() {
	if d.command.Stage == Uncommanded {
		d.command = Command{Stage: Written}
	}
}

// blame counts a register of a vendor's map that does not read as it was written, and
// praise one that does, for the battery or for PV.
func (c *program) blame(d *Device, why string) {
	if c.pv {
		d.limit.kept = d.limit.kept.After(Failed, d.clock())
		return
	}
	d.overruled(why)
}

// praise does not call read back what holds a power that cannot be read: its effect
// alone tells.
func (c *program) praise(d *Device) {
	switch {
	case c.pv || d.command.Stage == Measured:
	case c.blind:
		d.command = Command{Stage: Written}
	default:
		d.command = Command{Stage: ReadBack}
	}
}

// unread tells whether the power that the battery is told cannot be read.
func (d *Device) unread() bool {
	c, ok := d.control.(*program)
	return ok && c.blind
}
