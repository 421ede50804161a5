package gateway

import (
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func (o *Operator) validate() error {
	switch {
	case o == nil:
		return nil
	case o.Guard == "":
		return errors.New("limits.operator.guard is empty: name the network operator's box, such as by its SKI")
	case o.FailsafeImportW == nil && o.FailsafeExportW == nil:
		return errors.New("limits.operator: want failsafe_import_w, failsafe_export_w or both: what holds while the box is silent")
	}
	return errors.Join(magnitude("operator.failsafe_import_w", o.FailsafeImportW, nil), magnitude("operator.failsafe_export_w", o.FailsafeExportW, nil))
}

func (o *Operator) safety() safety.Operated {
	if o == nil {
		return safety.Operated{}
	}
	out := safety.Operated{Guard: safety.Guard(o.Guard)}
	out.Failsafe[safety.Importing] = capOf(o.FailsafeImportW, nil)
	out.Failsafe[safety.Exporting] = capOf(o.FailsafeExportW, nil)
	return out
}

// Beat takes a heartbeat of the network operator's box. Until one has come, and
// a limit after it, the failsafe limits hold: also after a restart.
func (h *Home) Beat(from safety.Guard) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.operator = h.operator.Beat(&h.operated, from, h.clock())
}

// Dim takes a limit of the network operator's box, or refuses it as Denied with
// the reason.
func (h *Home) Dim(from safety.Guard, d safety.Direction, dim safety.Dim) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	next, refusal := h.operator.Tell(&h.operated, from, d, dim, h.clock())
	if refusal != "" {
		return &fault.Error{Op: "take the operator's limit", Kind: fault.Denied, Subject: string(from), Err: errors.New(refusal)}
	}
	h.operator = next
	return nil
}

// live is what binds for now, on top of what was agreed.
func (h *Home) live(now time.Time) safety.Live {
	return safety.Live{
		Reserve: h.desk.Status(now).Reserve, Lockout: h.excursions.Locked(),
		Export: h.limit(safety.Exporting, now), Import: h.limit(safety.Importing, now),
	}
}

// limit returns the operator's limit, and logs where it moves.
func (h *Home) limit(d safety.Direction, now time.Time) safety.Cap {
	phase := h.operator.Phase(&h.operated, d, now)
	if phase != h.phases[d] {
		h.phases[d] = phase
		h.log.Info("network operator's limit", "exporting", d == safety.Exporting, "state", phase)
	}
	if phase == energy.Autonomous {
		return safety.Cap{}
	}
	return h.operator.Cap(&h.operated, d, now)
}
