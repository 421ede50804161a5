package driver

import (
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// calm is how long registers must have read as written before an old quarrel about
// them is forgotten.
const calm = time.Hour

// course is what became of a battery's commands by their registers.
type course struct {
	unit    *register.Unit
	command Command
	kept    Proof
	blind   bool // the power that the battery is told cannot be read
}

// programCourse is that of a battery that is commanded by a vendor's map.
type programCourse struct{ *course }

var (
	_ register.Witness = (*course)(nil)
	_ register.Witness = (*programCourse)(nil)
)

// Overruled counts a register that does not read as it was written, and fails where the
// device is to be left alone for a time.
func (c *course) Overruled(why string) error {
	now := c.unit.Clock()
	c.kept = c.kept.After(Failed, now)
	c.command = Command{Stage: Overruled, Why: why}
	if reason, down := c.quarrel(now); down {
		return c.unit.Refuse(fault.Conflict, errors.New(reason))
	}
	return nil
}

// Kept notes that the registers of the command before read as written.
func (c *course) Kept() {
	c.command = Command{Stage: max(c.command.Stage, ReadBack)}
	if c.unit.Clock().Sub(c.kept.last) > calm {
		c.kept = Proof{}
	}
}

// Kept does not call read back what holds a power that cannot be read: its effect
// alone tells.
func (c *programCourse) Kept() {
	switch {
	case c.command.Stage == Measured:
	case c.blind:
		c.command = Command{Stage: Written}
	default:
		c.command = Command{Stage: ReadBack}
	}
}

// written notes that a command was taken.
func (c *course) written() {
	if c.command.Stage == Uncommanded {
		c.command = Command{Stage: Written}
	}
}

// measured notes that one was seen in measured power.
func (c *course) measured() {
	if s := c.command.Stage; s == ReadBack || s == Written && c.blind {
		c.command.Stage = Measured
	}
}

// quarrel says why the device is left alone, and false where it is not.
func (c *course) quarrel(now time.Time) (string, bool) {
	until, down := c.kept.Downgraded(now)
	if !down {
		return "", false
	}
	return fmt.Sprintf("it did not do what it was told %d times: %s; another master may command it; tried again at %s", maxFailures, c.command.Why, until.UTC().Format(time.RFC3339)), true
}
