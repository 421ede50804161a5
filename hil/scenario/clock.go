package scenario

import (
	"time"
	_ "time/tzdata" // zones are the same on every machine
)

// parseClock reads "clock 2026-03-29T00:00 Europe/Berlin".
func parseClock(p *parser, l line, rest []string) error {
	if len(rest) < 1 || len(rest) > 2 {
		return l.refuse("want a time and a zone such as \"clock 2026-03-29T00:00 Europe/Berlin\"")
	}
	zone := time.UTC
	if len(rest) == 2 {
		var err error
		if zone, err = time.LoadLocation(rest[1]); err != nil || rest[1] == "Local" {
			return l.refuse("zone %q is not known: want such as Europe/Berlin", rest[1])
		}
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", rest[0], zone)
	if err != nil {
		return l.refuse("time %q: want such as 2026-03-29T00:00", rest[0])
	}
	p.script.start = at
	return nil
}

// The finest and the coarsest step of the physics: a battery's answer takes
// seconds.
const finest, coarsest = 10 * time.Millisecond, time.Minute

func parseStep(p *parser, l line, rest []string) error {
	if len(rest) != 1 {
		return l.refuse("want a length of time such as \"step 1s\"")
	}
	d, err := span(rest[0])
	if err != nil || d < finest || d > coarsest {
		return l.refuse("step %s: want %v to %v", rest[0], finest, coarsest)
	}
	p.script.step = d
	return nil
}
