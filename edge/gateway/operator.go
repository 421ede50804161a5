package gateway

import (
	"errors"

	"github.com/hearthgrid/hearthgrid/edge/safety"
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
	c := &h.connection
	c.operator = c.operator.Beat(&c.operated, from, h.clock())
}

// Dim takes a limit of the network operator's box, or refuses it as Denied with
// the reason.
func (h *Home) Dim(from safety.Guard, d safety.Direction, dim safety.Dim) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.connection.dim(from, d, dim, h.clock())
}
