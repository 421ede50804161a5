package scenario

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Home is the gateway under test: the code of the firmware, driven by hand.
type Home interface {
	// Pass is one tick: read every device, decide, command.
	Pass(ctx context.Context) (energy.Snapshot, energy.Decision)
	// Accept takes an order or refuses it with a fault.Kind.
	Accept(o energy.Order) error
	// Deliver takes an order as it came, signed, or refuses it with a fault.Kind.
	Deliver(signed []byte) error
	// Arm takes a frequency response pushed ahead as it came, signed, or refuses it with
	// a fault.Kind.
	Arm(signed []byte) error
	// Moment is now, for an order or an arm to rest on.
	Moment() energy.Moment
	// Hear takes a signal.
	Hear(s energy.Signal)
	// Pause takes the home out of what others ask, for d or until Resume.
	Pause(d time.Duration) error
	Resume() error
	// Reserve keeps a share of the battery for the owner.
	Reserve(keep energy.Ratio) error
	// Storm fills the battery and keeps it for d, or until Calm.
	Storm(d time.Duration) error
	Calm() error
	// Plan puts a plan in force, JSON or CSV as people in the home write it.
	Plan(text string) error
	ClearPlan() error
	// Clear has what was given up for good tried again.
	Clear() error
	// Beat takes a heartbeat of the network operator's box.
	Beat(from string) error
	// Dim takes a limit of the box, or refuses it.
	Dim(from string, d Dim) error
	// Stand makes it stand still, as kill -STOP does, or go on.
	Stand(still bool) error
	// Reset lifts a lock-out, by the installer or else by the owner.
	Reset(installer bool) error
}

// Start is what a gateway is started with.
type Start struct {
	Boot      uint64 // counts the starts of this home's gateway, from 1
	File      []byte // its site file
	Site      string
	State     string // folder that survives a restart
	Registers *device.Bank
	Units     []uint8
	Wire      bool // it reaches the registers over the bus its site file names
	Clock     func() time.Time
	Trusted   dispatchkey.Ring // whose signed orders it obeys
	// Dispatcher signs what a Home that is reached over its uplink is sent.
	Dispatcher *dispatchkey.Signer
}

// Maker starts a gateway. The one returned lives until ctx ends; what it
// started itself is waited for by stop. A site file that the gateway does not
// take is an error.
type Maker func(ctx context.Context, s Start) (home Home, stop func() error, err error)
