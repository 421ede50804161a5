package driver

import (
	"fmt"
	"math"
	"time"
)

// readback is what a command left in the registers of a SunSpec control, to be
// compared with what stands there when they are read next: by the poll of the next
// pass, or by the next command, which looks at them first in any case. Timers run,
// so that they are left out. The zero readback expects nothing.
type readback struct {
	fields [3]expected
	count  int
	until  time.Time // from then on the device may have ended the command itself
}

// expected is a point and what it was set to, give or take what the device may
// round.
type expected struct {
	point
	want, give float64
}

// Rounding that is no refusal: a device may keep a share in whole percent, and
// watts as such a share of its maximum.
const wholePercent = 1

// exactly is for what has no in-between: modes and switches.
func exactly(p point) expected { return expected{point: p} }

func about(p point, give float64) expected { return expected{point: p, give: give} }

// expect takes the fields as they are encoded, and sent, now.
func (r *readback) expect(until time.Time, fields ...expected) {
	r.count, r.until = copy(r.fields[:], fields), until
	for i := range r.count {
		r.fields[i].want, _ = r.fields[i].at.Decode(r.fields[i].block.words)
	}
}

func (r *readback) forget() { r.count = 0 }

// differs returns the point that does not read as it was sent, and false where all
// do, or nothing is expected any more.
func (r *readback) differs(now time.Time) (expected, bool) {
	if !now.Before(r.until) {
		r.forget()
	}
	for _, e := range r.fields[:r.count] {
		if has, told := e.value(); !told || math.Abs(has-e.want) > e.give {
			return e, true
		}
	}
	return expected{}, false
}

// says is the difference in words.
func (e expected) says() string {
	has, told := e.value()
	if !told {
		return fmt.Sprintf("%s was set to %g and is not told", e.at.Name(), e.want)
	}
	return fmt.Sprintf("%s was set to %g and reads %g", e.at.Name(), e.want, has)
}
