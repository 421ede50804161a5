package device

import (
	"errors"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// never is the generation no connection is younger than, until Break says
// which it is.
const never = math.MaxUint64

// Break breaks unit in the way that is called name, one of Faults, until Mend;
// arg is as its Args say and may be left out. Several faults may be broken at
// once, and breaking one again sets its argument anew. An unknown name or unit
// is fault.NotFound, a bad argument fault.Invalid.
func (b *Bank) Break(unit uint8, name string, arg ...string) error {
	f, err := findFault(name)
	if err != nil {
		return err
	}
	b = b.keeper(unit)
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.slot(unit)
	if s == nil {
		return &fault.Error{Op: "break device", Kind: fault.NotFound, Subject: name, Err: NoAnswer, Hint: "units here: " + b.unitNames()}
	}
	first := ""
	if len(arg) > 0 {
		first = arg[0]
	}
	if err := b.set(s, f, first, len(arg)); err != nil {
		return &fault.Error{Op: "break device", Kind: fault.Invalid, Subject: name, Err: err, Hint: "argument: " + f.Args}
	}
	return nil
}

func (b *Bank) set(s *slot, f *Fault, arg string, count int) error {
	if count > 1 {
		return errors.New("more than one argument")
	}
	if f.Name == "restart_resets_limits" {
		return b.restart(s, arg)
	}
	before := s.trouble
	s.freshen(b)
	if err := f.set(&s.trouble, arg); err != nil {
		s.trouble = before
		return err
	}
	s.stale = true
	if s.trouble.halfOpen == never {
		b.generation++
		s.trouble.halfOpen = b.generation
	}
	s.settle()
	return nil
}

// restart has s, and what shares its controls, begin as delivered. The other
// faults stay.
func (b *Bank) restart(s *slot, arg string) error {
	var lasts time.Duration
	if err := duration(&lasts, arg, time.Minute); err != nil {
		return err
	}
	for _, anew := range layout(b.config) {
		if old := b.slot(anew.id); (old.id == MeterUnit) == (s.id == MeterUnit) {
			old.device, old.stale = anew.device, true
			old.settle()
		}
	}
	s.trouble.boot = b.truth.now.Add(lasts)
	return nil
}

// Mend makes good what Break broke; what is not broken stays as it is.
func (b *Bank) Mend(unit uint8, name string) error {
	f, err := findFault(name)
	if err != nil {
		return err
	}
	b = b.keeper(unit)
	b.mu.Lock()
	defer b.mu.Unlock()
	if s := b.slot(unit); s != nil {
		f.clear(&s.trouble)
		s.stale = true
		s.settle()
	}
	return nil
}

// MendAll makes every unit sound.
func (b *Bank) MendAll() {
	if b.next != nil {
		b.next.MendAll()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.slots {
		b.slots[i].trouble = trouble{}
		b.slots[i].stale = true
		b.slots[i].settle()
	}
}

// Silence makes a unit stop answering, as a meter does that has died: a read
// or write of the Bank is NoAnswer at once, and on the wire nothing comes back.
// Its controls and its reversion timer go on. A unit that is not there stays
// so.
func (b *Bank) Silence(unit uint8) { _ = b.Break(unit, "silent") }

// Revive makes a unit answer again.
func (b *Bank) Revive(unit uint8) { _ = b.Mend(unit, "silent") }
