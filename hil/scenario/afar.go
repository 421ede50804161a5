package scenario

import "time"

// Afar is a Home at the far end of an uplink, which takes its time to come up and has
// a number of its own for each start of the gateway.
type Afar interface {
	// Reached tells whether the gateway has a session, and of which start it is.
	Reached() (boot uint64, ok bool)
	// Cut keeps it from having one, or lets it have one again.
	Cut(cut bool)
}

// reachWithin is how long a script waits for a gateway's session: the longest pause
// between two tries of a gateway, and the start of one.
const reachWithin = 45 * time.Second

// reach lets time go by until what is sent to the home can come there. Where the uplink
// is cut, or the gateway off or still, it never could.
func (r *run) reach(i int) error {
	h := r.houses[i]
	for end := r.elapsed + reachWithin; !r.offline[i] && !h.meets() && r.elapsed < end && !r.streaming; {
		if err := r.pass(r.script.step, nil); err != nil {
			return err
		}
	}
	return nil
}

// meets tells whether what is sent can come to the gateway.
func (h *house) meets() bool {
	a, away := h.gateway.(Afar)
	if !away || h.still {
		return true // or nobody is there, and waiting brings nobody
	}
	boot, ok := a.Reached()
	if ok && boot != h.boot {
		h.boot, h.newest, h.newestArm = boot, 0, 0
	}
	return ok
}

// cut takes the uplink away, or gives it back.
func (h *house) cut(cut bool) {
	if a, away := h.gateway.(Afar); away {
		a.Cut(cut)
	}
}
