package market

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/evidence"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// ReadingEncoding is how readings become the bytes that are hashed.
const ReadingEncoding = "each reading: at ms since 1970, value in thousandths, quality (0 missing, 1 doubtful, 2 good); big-endian int64"

// Telemetry returns readings at even times, one each every, as a source: of a
// home's meter, or with a Meter without a site of what is of no home, as a signal.
func Telemetry[T ~float64](meter Meter, readings []energy.Reading[T], span energy.Interval, every time.Duration) evidence.Source {
	s := evidence.Source{
		ID: meter.String(), Site: meter.Site, Device: meter.Device, Metric: meter.Metric,
		From: span.Start, To: span.End, Samples: len(readings), Encoding: ReadingEncoding,
	}
	h := sha256.New()
	for _, r := range readings {
		v, _ := r.Value()
		var b []byte
		for _, n := range [...]int64{r.At().UnixMilli(), int64(math.Round(float64(v) * 1000)), int64(r.Quality())} {
			b = binary.BigEndian.AppendUint64(b, uint64(n))
		}
		h.Write(b)
		switch r.Quality() {
		case energy.Good:
			s.Cover.Measured += every.Milliseconds()
		case energy.Doubtful:
			s.Cover.LeftOut += every.Milliseconds()
		default:
			s.Cover.Missing += every.Milliseconds()
		}
	}
	copy(s.SHA256[:], h.Sum(nil))
	return s
}

// LineOf returns readings at even times from begin on as a line with three places,
// each divided by unit: 1000 for kW of W. What is missing is a gap.
func LineOf[T ~float64](name string, readings []energy.Reading[T], begin time.Time, every time.Duration, unit T, sources ...string) evidence.Line {
	l := evidence.Line{Name: name, Sources: sources}
	for i, r := range readings {
		p := evidence.Point{At: begin.Add(time.Duration(i) * every)}
		if v, known := r.Value(); known {
			if d, ok := evidence.Rounded(float64(v/unit), 3); ok {
				p.Value = &d
			}
		}
		l.Points = append(l.Points, p)
	}
	return l
}

// Scored is what a programme that goes by a score shows of an event.
type Scored struct {
	Figures []evidence.Figure
	Charts  []evidence.Chart
	Sources []evidence.Source
	Notes   []string
}

// Score returns the evidence of a score, before anything is paid for it: its hash
// is the evidence of the payments.
func (e Event) Score(s Scored, made time.Time) (evidence.Report, error) {
	return evidence.Finish(evidence.Report{
		Title: e.Title, Programme: e.Programme, Event: e.ID, Start: e.Span.Start, End: e.Span.End, Made: made,
		Figures: s.Figures, Charts: s.Charts, Sources: s.Sources, Notes: s.Notes,
	})
}
