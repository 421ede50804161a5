package programme

import (
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Log makes a record durable. An error of kind Unknown says that it may be.
type Log interface {
	Append(record []byte) error
}

// Desk is where programmes are run: commands and ticks come in, and what they
// decide holds once it is durable. Its methods may be called from any goroutine;
// every command may be repeated. Where nothing can be made durable no tick asks
// for anything: what runs is let run out.
type Desk struct {
	config Config
	log    Log
	notes  *slog.Logger

	mu     sync.Mutex
	state  *State
	memory Memory
	owed   []func() []Entry // stops that are not durable yet
	broken error            // what the log holds is not known any more
}

// New returns a desk that goes on from the records of log, or why it cannot.
func New(config Config, log Log, records [][]byte, notes *slog.Logger) (*Desk, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	state, err := Replay(records)
	if err != nil {
		return nil, err
	}
	return &Desk{config: config, log: log, notes: notes, state: state}, nil
}

// Tick moves calls by time and returns what is to be done from now on. An outcome
// that comes with an error asks for nothing.
func (d *Desk) Tick(f *Facts, now time.Time) (Outcome, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	err := d.settle()
	if err == nil {
		err = d.commit(d.state.due(now))
	}
	if err != nil {
		d.memory.lapsed = true
		return Outcome{At: now}, err
	}
	out, memory := d.state.Hold(d.config, d.memory, f, now)
	d.memory = memory
	return out, nil
}

// commit makes entries durable, and then lets them hold.
func (d *Desk) commit(entries []Entry) error {
	if d.broken != nil {
		return d.broken
	}
	if len(entries) == 0 {
		return nil
	}
	record, err := Encode(entries)
	if err == nil {
		err = d.log.Append(record)
	}
	if fault.KindOf(err) == fault.Unknown {
		d.broken = err
	}
	if err != nil {
		return err
	}
	// What holds is what was written, so that it is the same after a restart.
	if entries, err = Decode(record); err == nil {
		err = d.apply(entries)
	}
	if err != nil {
		d.broken = &fault.Error{Op: "decide", Kind: fault.Internal, Hint: "restart", Err: errors.Join(errors.New("BUG: an entry cannot be applied"), err)}
	}
	return d.broken
}

func (d *Desk) apply(entries []Entry) error {
	for _, e := range entries {
		if err := d.state.Apply(e); err != nil {
			return err
		}
		if e.Verb == Moved || e.Verb == Halted || e.Verb == Resumed {
			d.notes.Info("programme", "verb", e.Verb, "call", e.ID, "cause", e.Cause, "by", e.By, "why", e.Why)
		}
	}
	return nil
}

// settle makes stops durable that were not when they were asked for.
func (d *Desk) settle() error {
	for len(d.owed) > 0 {
		if err := d.commit(d.owed[0]()); err != nil {
			return err
		}
		d.owed = d.owed[1:]
	}
	return nil
}

// stop has entries hold. Where they cannot be made durable nothing is asked of any
// home until they are, which every tick tries.
func (d *Desk) stop(entries func() []Entry) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.owed = append(d.owed, entries)
	return d.settle()
}

// run decides what lets something run, and commits.
func (d *Desk) run(by Person, decide func(*State) ([]Entry, error)) error {
	if err := d.config.mayRun(by); err != nil {
		return err
	}
	return d.command(by, decide)
}

// command decides and commits.
func (d *Desk) command(by Person, decide func(*State) ([]Entry, error)) error {
	if err := signed(by); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	entries, err := decide(d.state)
	if err != nil {
		return err
	}
	return d.commit(entries)
}

func signed(by Person) error {
	if by == "" {
		return &fault.Error{Op: "decide", Kind: fault.Denied, Hint: "say who you are: --as NAME", Err: errors.New("nobody is named who asks for it")}
	}
	return nil
}

// Calls returns all calls in the order in which they are served.
func (d *Desk) Calls() []Call {
	d.mu.Lock()
	defer d.mu.Unlock()
	var list []Call
	for _, c := range d.state.Calls() {
		list = append(list, c.copy())
	}
	return list
}

// Over returns the calls that have run and were closed since after of them were, in
// that order: whoever has all before asks after their number.
func (d *Desk) Over(after int) []Call {
	d.mu.Lock()
	defer d.mu.Unlock()
	var list []Call
	for _, c := range d.state.over[min(max(0, after), len(d.state.over)):] {
		list = append(list, c.copy())
	}
	return list
}

// Review has see look at the calls that are open or were closed after since, in the
// order in which they are served. It must not keep or change what it sees, nor ask the
// desk.
func (d *Desk) Review(since time.Time, see func(*Call)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.state.list(func(c *Call) bool { return c.Closed == nil || c.Closed.After(since) }) {
		see(c)
	}
}

// Call returns one call, or fails as NotFound.
func (d *Desk) Call(id CallID) (Call, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c, ok := d.state.calls[id]
	if !ok {
		return Call{}, &fault.Error{Op: "find call", Kind: fault.NotFound, Subject: string(id)}
	}
	return c.copy(), nil
}

// copy returns a call that later entries do not change.
func (c *Call) copy() Call {
	o := *c
	o.Claims = slices.Clone(c.Claims)
	return o
}

// Programmes returns the programmes by name.
func (d *Desk) Programmes() []Programme {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state.Programmes()
}

// Enrolments returns the enrolments of a home, also those that have ended.
func (d *Desk) Enrolments(site energy.SiteID) []Enrolment {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.state.enrolled[site])
}

// OptOuts returns what the owner of a home has opted out of and does not take part in
// yet.
func (d *Desk) OptOuts(site energy.SiteID) []OptOut {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.state.optOuts[site])
}

// Halted returns who stopped all, nil where nobody has.
func (d *Desk) Halted() *Halt {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state.halt
}

// Untold returns what owners have yet to be told, as State.Untold.
func (d *Desk) Untold(now time.Time) []Notice {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state.Untold(now)
}
