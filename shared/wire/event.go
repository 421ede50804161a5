package wire

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// encodeNews returns what a sample of at tells of conditions, nil for nothing.
func encodeNews(n *energy.News, at time.Time) *News {
	if n == nil {
		return nil
	}
	return &News{Edges: encodeEvents(n.Edges, at), Standing: encodeEvents(n.Standing, at), Held: n.Held}
}

func decodeNews(m *News, at time.Time) *energy.News {
	if m == nil {
		return nil
	}
	return &energy.News{Edges: decodeEvents(m.Edges, at), Standing: decodeEvents(m.Standing, at), Held: m.Held}
}

func encodeEvents(list []energy.Event, at time.Time) []*Event {
	var out []*Event
	for _, e := range list[:min(len(list), energy.MaxEvents)] {
		out = append(out, &Event{
			Kind: uint32(e.Kind), Severity: uint32(e.Severity), Device: string(e.Device), AgeMs: millis(at.Sub(e.At)), Ended: e.Ended,
			Text: energy.BoundText(e.Text), Missed: e.Missed,
		})
	}
	return out
}

// decodeEvents leaves out an event without a kind or with what is no name for a
// device. A kind this build does not know shows as "unknown".
func decodeEvents(list []*Event, at time.Time) []energy.Event {
	var out []energy.Event
	for _, m := range list[:min(len(list), energy.MaxEvents)] {
		if m.Device != "" {
			if _, err := energy.ParseDeviceID(m.Device); err != nil {
				continue
			}
		}
		if m.Kind == 0 {
			continue
		}
		out = append(out, energy.Event{
			Kind: energy.EventKind(min(m.Kind, maxByte)), Severity: energy.Severity(min(m.Severity, maxByte)), Device: energy.DeviceID(m.Device),
			At: at.Add(-duration(m.AgeMs)), Ended: m.Ended, Text: energy.BoundText(m.Text), Missed: m.Missed,
		})
	}
	return out
}

const maxByte = 1<<8 - 1

func encodeCourse(c energy.Course) *Course {
	if c.Order == 0 {
		return nil
	}
	return &Course{
		Order: c.Order, AcceptedUnixMs: unixMillis(c.Accepted), WrittenUnixMs: unixMillis(c.Written),
		ReadBackUnixMs: unixMillis(c.ReadBack), MeasuredUnixMs: unixMillis(c.Measured), Overruled: energy.BoundText(c.Overruled),
	}
}

func decodeCourse(m *Course) energy.Course {
	if m == nil {
		return energy.Course{}
	}
	return energy.Course{
		Order: m.Order, Accepted: timeOf(m.AcceptedUnixMs), Written: timeOf(m.WrittenUnixMs),
		ReadBack: timeOf(m.ReadBackUnixMs), Measured: timeOf(m.MeasuredUnixMs), Overruled: energy.BoundText(m.Overruled),
	}
}

// unixMillis is 0 for the zero time.
func unixMillis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
