package scenario

import (
	"context"
	"time"
)

// Bench is a gateway outside this process. Exactly one field is set.
type Bench struct {
	// Serve is the address that the simulated home is served on, for a gateway
	// that somebody points at it.
	Serve string
	// Start starts a gateway process on a site file. Its Home tells what the
	// process says to whoever asks it on its own machine.
	Start Maker
}

// Takes tells why a script cannot be played on the bench: what its gateway
// hears of a cloud is not the bench's to say, and a gateway that somebody else
// points at the home is not the bench's to start, to end and to speak to.
func (b Bench) Takes(s *Script) error {
	first := line{file: s.File, no: 1}
	if len(s.sites) != 1 {
		return first.refuse("%d sites: a bench has one gateway", len(s.sites))
	}
	looks := 0
	for _, st := range s.steps {
		switch {
		case has(st.act, fromCloud):
			return st.refuse("%q needs the gateway's uplink: a bench has none", st.words[0])
		case b.Start == nil && has(st.act, byHand):
			return st.refuse("%q: this gateway is not the bench's to start, to end or to speak to", st.words[0])
		}
		if c := claimed(st.act); c != nil && len(c.seen(b.sees).terms) > 0 {
			looks++
		}
	}
	if looks == 0 {
		return first.refuse("none of its expectations can be seen from a bench")
	}
	return nil
}

// sees tells whether a fact can be seen from the bench.
func (b Bench) sees(f *fact) bool { return !f.gateway || b.Start != nil && f.asked }

// has tells whether is holds for a, or for anything that a repeats.
func has(a act, is func(act) bool) bool {
	if e, ok := a.(*every); ok {
		for _, one := range e.acts {
			if is(one) {
				return true
			}
		}
	}
	return is(a)
}

func fromCloud(a act) bool {
	switch a.(type) {
	case *order, *post, *deliver, *signal, *jump: // its clock is the machine's
		return true
	}
	return false
}

func byHand(a act) bool {
	switch a.(type) {
	case *owner, *operator, *process, *stand, *configure:
		return true
	}
	return false
}

// claimed returns what a expects of homes, nil for nothing.
func claimed(a act) *claim {
	switch a := a.(type) {
	case *instant:
		return &a.claim
	case *invariant:
		return &a.claim
	case *wait:
		return &a.claim
	case *pace:
		return &a.claim
	}
	return nil
}

// RunWall plays the script in real time against a gateway outside this
// process. What cannot be seen from there is not looked at; expectations of
// which that is all are counted as skipped.
func RunWall(ctx context.Context, s *Script, seed uint64, b Bench) Result {
	maker := b.Start
	if maker == nil {
		maker = func(context.Context, Start) (Home, func() error, error) {
			return outside{}, func() error { return nil }, nil
		}
	}
	r, err := newRun(ctx, s, seed, maker)
	if err != nil {
		return Result{File: s.File, Seed: seed, Err: err}
	}
	begun := time.Now()
	r.sees = b.sees
	r.pacer = r.inRealTime(begun)
	r.houses[0].serve = b.address()
	r.result.Err = r.play()
	r.result.Wall = time.Since(begun)
	result, err := r.finish(r.result.Err)
	result.Err = err
	return result
}

func (b Bench) address() string {
	if b.Serve != "" {
		return b.Serve
	}
	return "127.0.0.1:0"
}

// pause waits for d or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
