package ledger

import (
	"slices"
	"sort"
	"time"
	"unique"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// standing is what is in force of one sale or payment: its first entry with all
// corrections. There may be millions, so names are shared.
type standing struct {
	kind       Kind
	start, end int64 // s since 1970

	programme, event, currency unique.Handle[string]
	site                       unique.Handle[energy.SiteID]
	device                     unique.Handle[energy.DeviceID]

	root, last uint64   // numbers of the first entry and of the newest
	between    []uint64 // of those between them
	energy     Energy
	price      Micro
	amount     Micro
	method     unique.Handle[string]
	evidence   Hash
	// released is a sale that was corrected to nothing: its interval is free.
	released bool
}

func newStanding(d *Draft, seq uint64) *standing {
	return &standing{
		kind: d.Kind, start: d.Span.Start.Unix(), end: d.Span.End.Unix(),
		programme: unique.Make(d.Programme), event: unique.Make(d.Event), currency: unique.Make(d.Currency),
		site: unique.Make(d.Site), device: unique.Make(d.Device), root: seq,
	}
}

// same tells whether d is of the same thing as s: a device is paid once by one
// method for an interval of an event.
func (s *standing) same(d *Draft) bool {
	return s.kind == d.Kind && s.of(d) && (s.kind == Sale || s.method.Value() == d.Method)
}

// of tells whether s is of d's programme, event, device and interval.
func (s *standing) of(d *Draft) bool {
	return s.start == d.Span.Start.Unix() && s.end == d.Span.End.Unix() && s.device.Value() == d.Device && s.site.Value() == d.Site &&
		s.programme.Value() == d.Programme && s.event.Value() == d.Event
}

// says tells whether s already is what d says.
func (s *standing) says(d *Draft) bool {
	return s.energy == d.Energy && s.price == d.Price && (s.kind == Sale || s.amount == d.Amount) &&
		s.currency.Value() == d.Currency && s.method.Value() == d.Method && s.evidence == d.Evidence
}

// blocks tells whether s has sold what d would sell.
func (s *standing) blocks(d *Draft) bool {
	if s.kind != Sale || s.released || s.root == d.Corrects || s.start >= d.Span.End.Unix() || s.end <= d.Span.Start.Unix() {
		return false
	}
	device := s.device.Value()
	return device == d.Device || device == "" || d.Device == ""
}

func (s *standing) span() energy.Interval {
	return energy.Interval{Start: time.Unix(s.start, 0).UTC(), End: time.Unix(s.end, 0).UTC()}
}

// home is what stands of one site, by start.
type home struct {
	standings []*standing
	longest   int64 // interval, s
}

func (h *home) add(s *standing) {
	i := sort.Search(len(h.standings), func(i int) bool { return h.standings[i].start > s.start })
	h.standings = slices.Insert(h.standings, i, s)
	h.longest = max(h.longest, s.end-s.start)
}

// near returns what may overlap span, and perhaps more.
func (h *home) near(span energy.Interval) []*standing {
	if h == nil {
		return nil
	}
	from, to := span.Start.Unix()-h.longest, span.End.Unix()
	i := sort.Search(len(h.standings), func(i int) bool { return h.standings[i].start >= from })
	j := sort.Search(len(h.standings), func(j int) bool { return h.standings[j].start >= to })
	return h.standings[i:j]
}
