package market

import (
	"path"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/cloud/market/evidence"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Encoding is how samples of power become the bytes that are hashed; see
// baseline.Digest.
const Encoding = "each sample: at ms, until ms, mW, state (0 missing, 1 doubtful, 2 unsynced, 3 metered); big-endian int64"

// Meter is where power was read.
type Meter struct {
	Site   energy.SiteID
	Device energy.DeviceID // "" is the home's connection
	Metric string
}

// String returns the meter's name, site/device/metric, of what there is.
func (m Meter) String() string {
	return path.Join(string(m.Site), string(m.Device), m.Metric)
}

// Readout is what a meter measured by interval, and the samples of one span of it
// as a source of figures.
type Readout struct {
	Meter  Meter
	Course baseline.Course
	Source evidence.Source // of the samples of the event
	given  given
}

// given is what of a course is told once a baseline is made of it.
type given struct {
	intervals int
	span      energy.Interval
}

// shed lets the course go, which may be of many days.
func (r *Readout) shed() {
	r.given = givenOf(&r.Course)
	r.Course.Intervals = nil
}

func givenOf(c *baseline.Course) (g given) {
	if g.intervals = len(c.Intervals); g.intervals > 0 {
		g.span = energy.Interval{Start: c.Intervals[0].Start, End: c.Intervals[g.intervals-1].Start.Add(c.Step)}
	}
	return g
}

// Read returns what samples, in order of time, say of a meter in span, of which
// event, on steps as span is, is a part.
func Read(meter Meter, samples []baseline.Sample, m baseline.Metering, span, event energy.Interval) (Readout, error) {
	course, err := m.Course(meter.String(), samples, span)
	if err != nil {
		return Readout{}, err
	}
	part := within(samples, event, m.Hold)
	own, err := m.Course(meter.String(), part, event)
	if err != nil {
		return Readout{}, err
	}
	return Readout{Meter: meter, Course: course, Source: evidence.Source{
		ID: meter.String(), Site: meter.Site, Device: meter.Device, Metric: meter.Metric, From: event.Start, To: event.End,
		Samples: len(part), SHA256: baseline.Digest(part), Encoding: Encoding, Cover: cover(own),
	}}, nil
}

// within returns the samples that say something of span.
func within(samples []baseline.Sample, span energy.Interval, hold time.Duration) []baseline.Sample {
	from, to := 0, len(samples)
	for i, s := range samples {
		if !s.At.Add(hold).After(span.Start) && !s.Until.After(span.Start) {
			from = i + 1
		}
		if !s.At.Before(span.End) {
			to = i
			break
		}
	}
	return samples[min(from, to):to]
}

func cover(c baseline.Course) (all evidence.Cover) {
	step := c.Step.Milliseconds()
	for _, at := range c.Intervals {
		switch at.State {
		case baseline.Metered:
			all.Measured += step
		case baseline.Missing:
			all.Missing += step
		default:
			all.LeftOut += step
		}
	}
	all.Filled = c.Filled.Milliseconds()
	all.Measured -= all.Filled
	return all
}
