package scenario

import (
	"context"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// house is one home of a run: its physics, its equipment, its gateway, and
// what was counted.
type house struct {
	site *site
	town *plant.Town
	home *plant.Home
	bank *device.Bank

	street  []*house // every home of the run
	gateway Home     // nil while it is off
	still   bool     // it stands still
	guest   *guest   // on its link; nil for none
	stop    func() error
	closes  func() error // ends what serves the equipment; nil for nothing
	boot    uint64
	clock   clock
	due     time.Duration // of the next pass
	serve   string        // address the equipment is served on; "" for nowhere
	bus     string        // address of its Modbus, as the site file names it
	state   string        // folder
	file    siteFile      // what its site file says beside the bus

	snap              energy.Snapshot
	said              energy.Decision
	passes            int
	newest, newestArm uint64 // IDs of the newest order and arm sent
	accepted, refused int
	writes            writes
	tally             tally
	ledger            ledger
	trace             trace
}

func newHouse(s *site, town *plant.Town, stats []*fact) (*house, error) {
	h := &house{site: s, town: town, file: s.file.copy(), tally: newTally(stats), ledger: newLedger(), trace: newTrace()}
	var err error
	if h.home, err = town.Add(s.spec); err != nil {
		return nil, err
	}
	if s.load != nil {
		h.home.HoldLoad(energy.Watts(-*s.load))
	}
	if s.sun != nil {
		h.home.HoldPV(energy.Watts(*s.sun))
	}
	h.bank, err = s.furnish(h.home, town.Now())
	if err != nil {
		return nil, err
	}
	if s.link != direct {
		h.serve = "127.0.0.1:0"
	}
	h.clock.set(town.Now())
	h.bank.OnWrite(h.writes.note)
	return h, nil
}

// now is the gateway's clock.
func (h *house) now() time.Time { return h.clock.now() }

// text is the site file of the home's gateway.
func (h *house) text(units []uint8) []byte {
	f := siteFile{rows: h.file.rows}
	f.set("site", fmt.Sprintf("%q", h.site.name))
	f.set("state_dir", fmt.Sprintf("%q", h.state))
	f.set("tick_ms", fmt.Sprint(h.site.tick.Milliseconds()))
	for _, key := range h.file.keys {
		f.set(key, h.file.values[key])
	}
	list := ""
	for _, u := range units {
		list += fmt.Sprintf(", %d", u)
	}
	return f.toml(fmt.Sprintf("\n[[bus]]\n%s\nunits = [%s]\n", h.site.link.road(h.bus), list[min(2, len(list)):]) + h.site.said + h.site.known())
}

// boots starts the gateway.
func (h *house) boots(ctx context.Context, make Maker, by *dispatchkey.Signer) error {
	h.boot++
	units := h.bank.Units() // whether they answer or not: an installer names what is there
	g, stop, err := make(ctx, Start{
		Boot: h.boot, File: h.text(units), Site: h.site.name, State: h.state, Registers: h.bank, Units: units, Wire: h.site.link != direct,
		Clock: h.now, Trusted: by.Ring(), Dispatcher: by,
	})
	if err != nil {
		return fmt.Errorf("start the gateway of %s: %w", h.site.name, err)
	}
	h.gateway, h.stop, h.passes, h.newest, h.newestArm, h.still = g, stop, 0, 0, 0, false
	return nil
}

// kill ends the gateway, as kill -9 does: nothing is said to the inverter.
func (h *house) kill() error {
	if h.stop == nil {
		return nil
	}
	err := h.stop()
	h.gateway, h.stop, h.passes = nil, nil, 0
	h.snap, h.said = energy.Snapshot{}, energy.Decision{}
	return err
}

func (h *house) answered(refusal string) {
	if refusal == "" {
		h.accepted++
	} else {
		h.refused++
	}
}

func (h *house) mode() string {
	s := h.home.State()
	switch {
	case s.Dark:
		return "dark"
	case s.Islanded:
		return "island"
	case h.home.Ordered():
		return "commanded"
	}
	return "own"
}

// step moves the equipment after the physics moved, and lets the gateway pass
// where it is due.
func (h *house) step(ctx context.Context, elapsed, dt time.Duration) {
	defer h.count()
	h.clock.set(h.town.Now())
	h.bank.Tick(h.town.Now())
	h.tally.step(h, dt)
	if elapsed < h.due {
		return
	}
	h.due += h.site.tick
	if h.gateway != nil && !h.still {
		h.pass(ctx)
	}
	h.trace.add(h, elapsed)
}

// pass is one tick of the gateway. A gateway that does not answer has said
// nothing.
func (h *house) pass(ctx context.Context) {
	h.snap, h.said = h.gateway.Pass(ctx)
	h.passes++
	if h.snap.At.IsZero() {
		h.passes = 0
	}
}

// count takes in what was written.
func (h *house) count() {
	for _, w := range h.writes.take() {
		h.tally.written += w.words
		h.ledger.note(w.unit, w.address, w.words, h.town.Now())
	}
}
