package market

import (
	"fmt"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Service is what sort of service a programme sells, as the programmes call it.
type Service string

// The services.
const (
	Regulation  Service = "regulation"
	Contingency Service = "contingency_reserve"
	Containment Service = "frequency_containment"
	Shaving     Service = "peak_shaving"
	Capacity    Service = "scheduled_capacity"
	Backstop    Service = "emergency_backstop"
)

// Call is a programme's call that is over, as far as settling it goes.
type Call struct {
	Programme string
	ID        string
	Service   Service
	Span      energy.Interval // when it ran, whole minutes; see Ran
	Ended     time.Time
	Test      bool         // nothing is sold by it
	Scored    bool         // what it was worth is known already
	Up, Down  energy.Watts // magnitudes that it was to give
	Zone      *time.Location
	Frequency Frequency
	FullBy    time.Duration // after a deviation of the frequency
	Homes     []Home        // by site
}

// Frequency is what a service that follows it goes by: nothing is asked up to Dead
// away from Nominal.
type Frequency struct {
	Nominal, Dead energy.Hertz
}

// Home is a home that was called, and its battery; powers are magnitudes.
type Home struct {
	Site     energy.SiteID
	Device   energy.DeviceID
	Up, Down energy.Watts
}

// title is what the call is for people.
func (c *Call) title() string {
	title := c.Programme + ", " + strings.ReplaceAll(string(c.Service), "_", " ") + ", call " + c.ID
	if c.Test {
		title += ", a test"
	}
	return title
}

// asked is what the call was to give, for people.
func (c *Call) asked() string {
	var parts []string
	if c.Up > 0 {
		parts = append(parts, fmt.Sprintf("%.3f kW up", float64(c.Up)/1000))
	}
	if c.Down > 0 {
		parts = append(parts, fmt.Sprintf("%.3f kW down", float64(c.Down)/1000))
	}
	return fmt.Sprintf("%d homes were to give %s for %v.", len(c.Homes), strings.Join(parts, " and "), c.Span.Duration())
}

// atOnce is how long after its start a call may begin and count as begun then.
const atOnce = time.Minute

// Ran returns the whole minutes in which a call ran that was to from asked.Start to
// asked.End, and was begun and closed when it says; false where there is none.
func Ran(asked energy.Interval, began, closed time.Time) (energy.Interval, bool) {
	span := energy.Interval{Start: asked.Start, End: asked.End}
	if began.Sub(asked.Start) > atOnce {
		span.Start = began
	}
	if closed.Before(asked.End) {
		span.End = closed
	}
	if start := span.Start.Truncate(time.Minute); start.Before(span.Start) {
		span.Start = start.Add(time.Minute)
	}
	span.End = span.End.Truncate(time.Minute)
	span.Start, span.End = span.Start.UTC(), span.End.UTC()
	return span, span.Start.Before(span.End)
}

// Others are when each home was called, by any call.
type Others map[energy.SiteID][]energy.Interval

// Called returns when each home of calls was called.
func Called(calls []Call) Others {
	o := Others{}
	for i := range calls {
		for _, h := range calls[i].Homes {
			o[h.Site] = append(o[h.Site], calls[i].Span)
		}
	}
	return o
}
