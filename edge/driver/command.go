package driver

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
func (d *Device) Command() Command { return d.course.command }

// Obeyed tells the driver that the last command was seen in measured power.
func (d *Device) Obeyed() {
	d.proof = d.proof.After(Verified, d.unit.Clock())
	d.course.measured()
}

// Disobeyed tells the driver that the last command had no effect in measured
// power. A write that does not read back as sent is counted beside, by the driver
// itself: that the next one works does not end a quarrel with another master.
func (d *Device) Disobeyed() { d.proof = d.proof.After(Failed, d.unit.Clock()) }
