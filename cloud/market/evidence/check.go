package evidence

import (
	"errors"
	"fmt"
	"math/bits"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Finish counts what the sources cover and returns the report as it is written:
// times in UTC, lists that are not there as empty ones. It fails with
// fault.Invalid, naming what, where the report states what it has no source for.
func Finish(r Report) (Report, error) {
	r.Format = Format
	r.Start, r.End, r.Made = r.Start.UTC(), r.End.UTC(), r.Made.UTC()
	r.Figures, r.Charts, r.Settled = listed(r.Figures), listed(r.Charts), listed(r.Settled)
	r.Sources, r.Notes = listed(r.Sources), listed(r.Notes)
	for i := range r.Sources {
		r.Sources[i].From, r.Sources[i].To = r.Sources[i].From.UTC(), r.Sources[i].To.UTC()
	}
	for i := range r.Figures {
		r.Figures[i].Sources = listed(r.Figures[i].Sources)
	}
	for i := range r.Settled {
		r.Settled[i].Sources = listed(r.Settled[i].Sources)
	}
	for _, c := range r.Charts {
		for k := range c.Lines {
			c.Lines[k].Sources, c.Lines[k].Points = listed(c.Lines[k].Sources), listed(c.Lines[k].Points)
			for p := range c.Lines[k].Points {
				c.Lines[k].Points[p].At = c.Lines[k].Points[p].At.UTC()
			}
		}
	}
	r.Shares = shares(r.Sources)
	return r, r.Check()
}

func listed[T any](list []T) []T { return append(make([]T, 0, len(list)), list...) }

// Check names the first statement of the report that has no source, or makes no
// sense.
func (r *Report) Check() error {
	if err := r.check(); err != nil {
		return &fault.Error{Op: "check evidence", Kind: fault.Invalid, Subject: r.Event, Err: err, Hint: "name the samples that each figure comes from, or leave it out"}
	}
	return nil
}

func (r *Report) check() error {
	switch {
	case r.Format != Format:
		return fmt.Errorf("format %q: want %s", r.Format, Format)
	case r.Event == "" || r.Programme == "":
		return errors.New("no programme or event is named")
	case !r.Start.Before(r.End):
		return fmt.Errorf("event from %v to %v", r.Start, r.End)
	case len(r.Sources) > mostSources:
		return fmt.Errorf("%d sources: want at most %d", len(r.Sources), mostSources)
	}
	known, err := r.known()
	if err != nil {
		return err
	}
	if r.Shares != shares(r.Sources) {
		return errors.New("the shares are not those of the sources")
	}
	for _, f := range r.Figures {
		if err := f.check(known); err != nil {
			return fmt.Errorf("figure %q: %w", f.Name, err)
		}
	}
	for _, c := range r.Charts {
		for _, l := range c.Lines {
			if err := l.check(known); err != nil {
				return fmt.Errorf("line %q of chart %q: %w", l.Name, c.Title, err)
			}
		}
	}
	for _, s := range r.Settled {
		if err := s.check(known); err != nil {
			return fmt.Errorf("entry %d: %w", s.Entry, err)
		}
	}
	return nil
}

// known returns the ids of the sources.
func (r *Report) known() (map[string]bool, error) {
	known := map[string]bool{}
	for _, s := range r.Sources {
		c := s.Cover
		switch {
		case s.ID == "" || strings.ContainsAny(s.ID, " \n") || known[s.ID]:
			return nil, fmt.Errorf("source %q: want a name of its own without spaces", s.ID)
		case s.SHA256 == Hash{} || s.Encoding == "" || s.Samples < 0 || s.To.Before(s.From):
			return nil, fmt.Errorf("source %q: want a hash, how it is made, and a range", s.ID)
		case min(c.Measured, c.Filled, c.LeftOut, c.Missing) < 0 || max(c.Measured, c.Filled, c.LeftOut, c.Missing) > mostCover:
			return nil, fmt.Errorf("source %q: cover %+v", s.ID, c)
		}
		known[s.ID] = true
	}
	return known, nil
}

// mostCover, 20 years, keeps sums over mostSources in 63 bits.
const (
	mostCover   = int64(20 * 366 * 24 * time.Hour / time.Millisecond)
	mostSources = 1_000_000
)

func traced(sources []string, known map[string]bool) error {
	if len(sources) == 0 {
		return errors.New("it has no source")
	}
	for _, id := range sources {
		if !known[id] {
			return fmt.Errorf("source %q is not there", id)
		}
	}
	return nil
}

func (f *Figure) check(known map[string]bool) error {
	if (f.Value == nil) != (f.Why != "") {
		return errors.New("want a value, or why there is none")
	}
	if f.Method == "" || f.Name == "" {
		return errors.New("want a name and a method")
	}
	return traced(f.Sources, known)
}

func (l *Line) check(known map[string]bool) error {
	for i := 1; i < len(l.Points); i++ {
		if !l.Points[i].At.After(l.Points[i-1].At) {
			return fmt.Errorf("the point at %v is not after the one before it", l.Points[i].At)
		}
	}
	return traced(l.Sources, known)
}

func (s *Settled) check(known map[string]bool) error {
	if s.Entry == 0 || s.Evidence == (Hash{}) || s.Method == "" {
		return errors.New("want its number, method and evidence")
	}
	return traced(s.Sources, known)
}

// shares are rounded down, and what that leaves is missing.
func shares(sources []Source) Shares {
	var all Cover
	part := func(ms int64) int64 { return min(max(ms, 0), mostCover) } // else Check refuses it
	for _, s := range sources[:min(len(sources), mostSources)] {
		all.Measured += part(s.Cover.Measured)
		all.Filled += part(s.Cover.Filled)
		all.LeftOut += part(s.Cover.LeftOut)
		all.Missing += part(s.Cover.Missing)
	}
	total := all.Measured + all.Filled + all.LeftOut + all.Missing
	if total <= 0 {
		return Shares{}
	}
	of := func(ms int64) int64 {
		high, low := bits.Mul64(uint64(ms), 1_000_000)
		q, _ := bits.Div64(high, low, uint64(total))
		return int64(q)
	}
	s := Shares{Measured: of(all.Measured), Filled: of(all.Filled), LeftOut: of(all.LeftOut)}
	s.Missing = 1_000_000 - s.Measured - s.Filled - s.LeftOut
	return s
}
