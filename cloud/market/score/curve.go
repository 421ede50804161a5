package score

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Corner is a point of a droop curve: at so far from nominal, so much of what
// was contracted.
type Corner struct {
	Deviation energy.Hertz // magnitude
	Share     energy.Ratio
}

// Curve is what a droop service asks for at a frequency: alike on both sides of
// nominal, linear between corners, which come in order; nothing up to the first,
// and beyond the last as there.
type Curve struct {
	Nominal energy.Hertz
	Corners []Corner
}

// Step is a point of the latest response to a step of the frequency: so long
// after it, at least so much of what the step asks for.
type Step struct {
	After time.Duration
	Share energy.Ratio
}

// Share returns how much of what was contracted f asks for, 0 to 1.
func (c Curve) Share(f energy.Hertz) energy.Ratio {
	size := max(f-c.Nominal, c.Nominal-f)
	before := Corner{}
	for i, at := range c.Corners {
		if size <= at.Deviation {
			if i == 0 {
				return 0
			}
			part := (size - before.Deviation) / (at.Deviation - before.Deviation)
			return before.Share + energy.Ratio(part)*(at.Share-before.Share)
		}
		before = at
	}
	return before.Share
}

// The curves. NESO, "New Dynamic Services (DC/DM/DR)"; EU 2017/1485 and TenneT's
// FCR manual. The knee of Moderation and the line of Regulation are known from
// general reading only: check them with the service terms in force before a
// claim of compliance.
func curveDC() Curve { return Curve{50, []Corner{{0.015, 0}, {0.2, 0.05}, {0.5, 1}}} }
func curveDM() Curve { return Curve{50, []Corner{{0.015, 0}, {0.1, 0.05}, {0.2, 1}}} }
func curveDR() Curve { return Curve{50, []Corner{{0.015, 0}, {0.2, 1}}} }

// curveFCR has no dead band: the 10 mHz that may be insensitive are the
// corridor's 5 %.
func curveFCR() Curve { return Curve{50, []Corner{{0, 0}, {0.2, 1}}} }

// The latest responses, from the same sources: begun within, full by.
func latestDC() []Step { return []Step{{500 * time.Millisecond, 0}, {time.Second, 1}} }
func latestDR() []Step { return []Step{{2 * time.Second, 0}, {10 * time.Second, 1}} }
func latestFCR() []Step {
	return []Step{{2 * time.Second, 0}, {15 * time.Second, 0.5}, {30 * time.Second, 1}}
}
