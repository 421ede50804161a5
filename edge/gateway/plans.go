package gateway

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Plan puts a plan in force, in the form of control.ParsePlan, in place of the one
// before; it is kept across restarts. It refuses as Invalid one that is over.
func (h *Home) Plan(text string) error {
	slots, err := control.ParsePlan(text)
	if err != nil {
		return err
	}
	if end := slots[len(slots)-1].End; !h.clock().Before(end) {
		return &fault.Error{Op: "plan", Kind: fault.Invalid, Err: fmt.Errorf("it ended at %s", end.Format(time.RFC3339)), Hint: "want one that is not over"}
	}
	if err := h.own(func(desk *control.Desk) error { return desk.Plan(slots) }); err != nil {
		return err
	}
	h.log.Info("a plan is in force", "slots", len(slots), "starts", slots[0].Start, "ends", slots[len(slots)-1].End)
	return nil
}

// ClearPlan ends the plan: the daily table is asked again, or the home is on its own.
func (h *Home) ClearPlan() error {
	h.log.Info("the plan is cleared")
	return h.own(func(desk *control.Desk) error { return desk.Plan(nil) })
}

// planned is what is asked of the home by the clock at now.
func (h *Home) planned(now time.Time) local.Plan {
	h.mu.Lock()
	defer h.mu.Unlock()
	asked, by := h.desk.Asked(now)
	p := local.Plan{State: h.desk.Status(now).Plan.String(), By: by.String()}
	if by != control.Nobody {
		p.Asks = asked.Words()
	}
	if slots := h.desk.Planned(); len(slots) > 0 {
		p.Starts, p.Ends = slots[0].Start, slots[len(slots)-1].End
	}
	return p
}

// Plan implements local.House.
func (h house) Plan() local.Planned {
	home := h.g.home
	p := local.Planned{Plan: home.planned(home.clock())}
	home.mu.Lock()
	slots := home.desk.Planned()
	home.mu.Unlock()
	if len(slots) > 0 {
		p.Text = control.FormatPlan(slots)
	}
	table, _ := h.g.config.table()
	p.Zone, p.Table = h.g.config.TimeZone, table.Words()
	return p
}
