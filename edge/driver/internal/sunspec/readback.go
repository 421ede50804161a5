package sunspec

import (
	"fmt"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
)

// readback is what a command left in the registers, to be compared with what stands
// there when they are read next: by the poll of the next pass, or by the next command,
// which looks at them first in any case. Timers run, so that they are left out. The zero
// readback expects nothing.
type readback struct {
	fields [3]expected
	count  int
	until  time.Time // from then on the device may have ended the command itself
}

// expected is a point and what it was set to, give or take what the device may
// round.
type expected struct {
	register.Point
	want, give float64
}

// Rounding that is no refusal: a device may keep a share in whole percent, and
// watts as such a share of its maximum.
const wholePercent = 1

// exactly is for what has no in-between: modes and switches.
func exactly(p register.Point) expected { return expected{Point: p} }

func about(p register.Point, give float64) expected { return expected{Point: p, give: give} }

// expect takes the fields as they are encoded, and sent, now.
func (r *readback) expect(until time.Time, fields ...expected) {
	r.count, r.until = copy(r.fields[:], fields), until
	for i := range r.count {
		r.fields[i].want, _ = r.fields[i].Stood()
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
		if has, told := e.Value(); !told || math.Abs(has-e.want) > e.give {
			return e, true
		}
	}
	return expected{}, false
}

// says is the difference in words.
func (e expected) says() string {
	has, told := e.Value()
	if !told {
		return fmt.Sprintf("%s was set to %g and is not told", e.At.Name(), e.want)
	}
	return fmt.Sprintf("%s was set to %g and reads %g", e.At.Name(), e.want, has)
}
