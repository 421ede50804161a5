package programme

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Config is what holds for all programmes.
type Config struct {
	// ApproveAbove is the magnitude above which a second person approves: of a call
	// and of those that overlap it and were approved by nobody, so that many small
	// ones are no way around it.
	ApproveAbove energy.Watts
	ApprovalLife time.Duration // an approved call begins within it, or is to be approved again
	CapAge       time.Duration // a cap read longer ago is not known
	DataAge      time.Duration // likewise a signal or a node's meter
	Foresight    time.Duration // a call that begins within it claims only homes that can be commanded now
	Hold         time.Duration // a target ends so long after the tick that asked for it
	Step         time.Duration // a tick moves at most as far as is allowed in this time, however long there was none
	Rebound      energy.Watts  // per minute: most that homes of a node jump by together when they are let go
	Persons      []Person      // who may let things run; none for whoever gives a name
}

// DefaultConfig returns a cautious configuration.
func DefaultConfig() Config {
	return Config{
		ApproveAbove: 1e6, ApprovalLife: 12 * time.Hour, CapAge: time.Minute, DataAge: 10 * time.Second, Foresight: 15 * time.Minute,
		Hold: 30 * time.Second, Step: 5 * time.Second, Rebound: 1e6,
	}
}

// Validate returns what is wrong with c, or nil.
func (c Config) Validate() error {
	var err error
	switch {
	case !(c.ApproveAbove >= 0):
		err = errors.New("want a threshold of approval from 0 W")
	case c.ApprovalLife <= 0 || c.CapAge <= 0 || c.DataAge <= 0 || c.Foresight < 0 || c.Hold <= 0 || c.Step <= 0:
		err = errors.New("want ages, lengths and steps above 0")
	case slices.Contains(c.Persons, ""):
		err = errors.New("want persons with a name")
	case !(c.Rebound > 0):
		err = errors.New("want a rebound above 0 W a minute")
	default:
		return nil
	}
	return &fault.Error{Op: "configure programmes", Kind: fault.Invalid, Hint: "change the configuration", Err: err}
}

// mayRun returns why by may not let things run. What stops them is not asked for that.
func (c *Config) mayRun(by Person) error {
	if err := signed(by); err != nil || len(c.Persons) == 0 || slices.Contains(c.Persons, by) {
		return err
	}
	return &fault.Error{Op: "decide", Kind: fault.Denied, Subject: string(by), Hint: "ask one of those who may, or have the name put on their list",
		Err: fmt.Errorf("%q is none of those who may let programmes run", string(by))}
}
