package driver

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/maker"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/sunspec"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// curb is a way to hold PV back: model 704 or 123, or the steps of a vendor's map.
type curb interface {
	// Cap lets no more than sun through, beside the battery's part of the inverter,
	// for the time given.
	Cap(ctx context.Context, sun, battery energy.Watts, hold time.Duration) error
	// Free lets all of it through again.
	Free(ctx context.Context) error
	// Owed tells whether a limit of ours may stand that nothing but Free takes off.
	Owed() bool
}

var (
	_ curb = (*sunspec.Limit)(nil)
	_ curb = (*maker.Cut)(nil)
)

// pv is how a device's PV is held back, and what became of that by its registers.
type pv struct {
	curb
	stays *sunspec.Limit // the curb, where it can be left in the device; nil by a vendor's map
	unit  *register.Unit
	kept  Proof
	most  time.Duration // it is left alone
}

var _ register.Witness = (*pv)(nil)

// Overruled counts a register that does not read as it was written, and fails where the
// limit is to be left alone for a time.
func (v *pv) Overruled(why string) error {
	v.kept = v.kept.Failing(v.unit.Clock(), v.most)
	if _, down := v.quarrel(); down {
		return v.unit.Fault(curtail, fault.Conflict, errors.New(why))
	}
	return nil
}

// Kept forgets a quarrel that is long over, and none before: what was just written reads
// so until the other master comes.
func (v *pv) Kept() { v.kept = v.kept.Calmed(v.unit.Clock()) }

// quarrel says why the limit is left alone, and false where it is not.
func (v *pv) quarrel() (string, bool) {
	until, down := v.kept.Downgraded(v.unit.Clock())
	if !down {
		return "", false
	}
	return fmt.Sprintf("its limit for PV did not keep what was written %d times; tried again at %s", maxFailures, until.UTC().Format(time.RFC3339)), true
}

// Undone returns when its limit for PV last read otherwise than written, the zero time
// where it never did.
func (d *Device) Undone() time.Time {
	if d.pv == nil {
		return time.Time{}
	}
	return d.pv.kept.last
}

// Curtails tells whether the device has PV that Curtail can hold back.
func (d *Device) Curtails() bool {
	if d.pv == nil {
		return false
	}
	_, unheld := d.unheld()
	return !unheld
}

// unheld says why the limit for its PV is told nothing, and false where it is.
func (d *Device) unheld() (string, bool) {
	if reason, down := d.pv.quarrel(); down {
		return reason, true
	}
	t := d.held()
	return t.Reason, t.Level != Controllable
}

// held is how far the device is trusted with its PV. That a battery cannot be
// commanded says nothing of a limit.
func (d *Device) held() Trust {
	if d.control == nil || d.pv.stays == nil {
		return d.kind
	}
	return d.trust
}

// beside is the battery's part of the inverter's power: what it was told last, and
// in its own mode 0 W. Below 0 W it is what the battery was last read to take, for
// that alone is what PV does not send out. What it gives unasked counts as nothing,
// for no command keeps it at that.
func (d *Device) beside(asked bool) energy.Watts {
	var told energy.Watts
	lasts := d.unit.Clock().Before(d.lapses)
	if lasts {
		told = d.given
	}
	b, known := measure.Read[energy.Watts](d.points.Battery).Value()
	switch {
	case !known:
		return told
	case asked && lasts:
		return max(told, min(0, b))
	}
	return min(0, told, b)
}
