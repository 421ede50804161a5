package ledger

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TwiceSold is a claim to what is sold already.
type TwiceSold struct {
	Site        energy.SiteID
	First       Claim
	FirstEntry  uint64
	Second      Claim
	Overlapping energy.Interval
}

// Claim is who claims which device, and when.
type Claim struct {
	Programme, Event string
	Device           energy.DeviceID // "" is all of the home
	Span             energy.Interval
}

func newTwiceSold(s *standing, d *Draft) *TwiceSold {
	t := &TwiceSold{Site: d.Site, FirstEntry: s.root, Second: Claim{d.Programme, d.Event, d.Device, d.Span}}
	t.First = Claim{s.programme.Value(), s.event.Value(), s.device.Value(), s.span()}
	t.Overlapping = energy.Interval{Start: later(s.span().Start, d.Span.Start), End: earlier(s.span().End, d.Span.End)}
	return t
}

// Error names both.
func (t *TwiceSold) Error() string {
	const layout = "2006-01-02T15:04:05Z"
	return fmt.Sprintf("%s to %s was sold to programme %s (event %s, entry %d): programme %s (event %s) cannot have it too",
		t.Overlapping.Start.UTC().Format(layout), t.Overlapping.End.UTC().Format(layout),
		t.First.Programme, t.First.Event, t.FirstEntry, t.Second.Programme, t.Second.Event)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// Differs is a draft of what was entered before, and which says otherwise.
type Differs struct {
	Entry uint64 // the first about it, which a Correction is to name
}

// Error names the entry.
func (d *Differs) Error() string {
	return fmt.Sprintf("entry %d is of the same and says otherwise", d.Entry)
}
