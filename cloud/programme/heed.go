package programme

import (
	"fmt"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Heed fails where the grid operator's signal to a programme, -1..1, is not one that by
// may give: as NotFound for no programme, as Conflict for one that follows none.
func (d *Desk) Heed(id ID, level float64, by Person) error {
	const op = "set level"
	if err := d.config.mayRun(by); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.state.programmes[id]
	switch {
	case p == nil:
		return deny(op, string(id), fault.NotFound, "", "no such programme")
	case p.Kind.Drive() != Signalled:
		return deny(op, string(id), fault.Conflict, "name one of kind "+string(Regulation), "a programme of kind %s follows no signal", p.Kind)
	case !energy.IsFinite(level) || level < -1 || level > 1:
		return &fault.Error{Op: op, Kind: fault.Invalid, Subject: string(id), Hint: "give a number of -1 to 1", Err: fmt.Errorf("level %v", level)}
	}
	return nil
}
