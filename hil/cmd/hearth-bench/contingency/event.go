package contingency

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Event is a frequency after so long, of a grid of 50 Hz.
type Event struct {
	Name  string
	Lasts time.Duration
	At    func(after time.Duration) energy.Hertz
}

const nominal energy.Hertz = 50

// Recorded is a fall that was recorded, about its own nominal and at even intervals,
// stretched to a depth.
func Recorded(course []energy.Hertz, every time.Duration, around, depth energy.Hertz) Event {
	nadir := energy.Hertz(0)
	for _, f := range course {
		nadir = max(nadir, around-f)
	}
	return Event{Name: "recorded", Lasts: time.Duration(len(course)) * every, At: func(after time.Duration) energy.Hertz {
		f := course[min(int(after/every), len(course)-1)]
		return nominal + (f-around)*depth/nadir
	}}
}

// Fitted has the shape of a recorded fall, to a depth: still for ten seconds, down over
// ten as the response of an interconnection to a lost plant is (Anderson and Mirheydar
// 1990: a damped swing to where droop holds it), and from there slowly back.
func Fitted(depth energy.Hertz) Event {
	const begins, damping, swing, settled = 10.0, 0.12, 0.25, 0.58
	shape := func(s float64) float64 {
		if s < 0 {
			return 0
		}
		back := settled * math.Exp(-s/240)
		return back * (1 - math.Exp(-damping*s)*(math.Cos(swing*s)-1.9*math.Sin(swing*s)))
	}
	nadir := 0.0
	for s := range 200 {
		nadir = max(nadir, shape(float64(s)/4))
	}
	return Event{Name: "fitted", Lasts: 2 * time.Minute, At: func(after time.Duration) energy.Hertz {
		return nominal - depth*energy.Hertz(shape(after.Seconds()-begins)/nadir)
	}}
}

// Ramp is a market's standard fall: still for ten seconds, then at a rate in Hz a second
// to a depth, and there.
func Ramp(rate float64, depth energy.Hertz) Event {
	return Event{Name: "ramp", Lasts: 80 * time.Second, At: func(after time.Duration) energy.Hertz {
		fallen := energy.Hertz(max(0, after.Seconds()-10) * rate)
		return nominal - min(fallen, depth)
	}}
}
