package scenario

import (
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
)

// Bench is a gateway outside this process. Its ticks are not the script's: what is
// expected now is expected within two of them.
type Bench struct {
	// Serve is the address that the simulated home is served on, for a gateway
	// that somebody else points at it; "" where the bench starts it.
	Serve string
	// Start starts a gateway process on a site file. Its Home tells what the
	// process says to whoever asks it on its own machine. Beside Serve it starts
	// nothing: its Home is the way to the gateway over its uplink. nil: there is none.
	Start Maker
	// Dispatcher signs what the gateway is sent over its uplink; nil where it has
	// none.
	Dispatcher *dispatchkey.Signer
}

// Takes tells why a script cannot be played on the bench: where a gateway has no
// uplink nobody can order it, one that somebody else points at the home is not the
// bench's to start, to end and to speak to, and a clock of the machine's cannot be
// set.
func (b Bench) Takes(s *Script) error {
	first := line{file: s.File, no: 1}
	if !b.own() && len(s.sites) != 1 {
		return first.refuse("%d sites: there is one gateway at the end of the cable", len(s.sites))
	}
	for _, site := range s.sites {
		if slices.ContainsFunc(site.file.rows, func(row string) bool { return strings.Contains(row, "[[time_of_use]]") }) {
			return site.refuse("time_of_use goes by the gateway's clock, which is its machine's: it cannot be set from a bench")
		}
	}
	looks := 0
	for _, st := range s.steps {
		if err := b.takes(st); err != nil {
			return err
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

func (b Bench) takes(st statement) error {
	switch {
	case has(st.act, ofTheClock) || slices.ContainsFunc(st.words, atTime):
		return st.refuse("%q goes by the gateway's clock, which is its machine's: it cannot be set from a bench", st.words[0])
	case b.Dispatcher == nil && has(st.act, fromCloud):
		return st.refuse("%q needs the gateway's uplink: say with --cloud where it finds the bench's broker", st.words[0])
	case !b.own() && has(st.act, byHand):
		return st.refuse("%q: this gateway is not the bench's to start, to end or to speak to", st.words[0])
	}
	return nil
}

// own tells whether the gateway is the bench's.
func (b Bench) own() bool { return b.Serve == "" }

// sees tells whether a fact can be seen from the bench.
func (b Bench) sees(f *fact) bool { return !f.gateway || b.own() && f.asked }

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
	case *order, *post, *deliver, *signal, *arm:
		return true
	}
	return false
}

func ofTheClock(a act) bool {
	_, jumps := a.(*jump)
	return jumps
}

// atTime tells whether a word is a slot of a plan at a time of the clock.
func atTime(word string) bool {
	from, _, slot := strings.Cut(word, "..")
	_, err := time.Parse("2006-01-02T15:04", from)
	return slot && err == nil
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
