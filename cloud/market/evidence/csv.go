package evidence

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"
)

// FiguresCSV writes a row for each figure.
func (r *Report) FiguresCSV(w io.Writer) error {
	rows := [][]string{{"programme", "event", "name", "value", "unit", "method", "sources", "why"}}
	for _, f := range r.Figures {
		rows = append(rows, []string{text(r.Programme), text(r.Event), text(f.Name), number(f.Value), text(f.Unit), text(f.Method), joined(f.Sources), text(f.Why)})
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// SeriesCSV writes a row for each point of each chart. A value that is absent is
// an empty cell.
func (r *Report) SeriesCSV(w io.Writer) error {
	rows := [][]string{{"chart", "line", "at", "value", "unit", "sources"}}
	for _, c := range r.Charts {
		for _, l := range c.Lines {
			for _, p := range l.Points {
				rows = append(rows, []string{text(c.Title), text(l.Name), p.At.Format(time.RFC3339Nano), number(p.Value), text(c.Unit), joined(l.Sources)})
			}
		}
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// SettledCSV writes a row for each entry of the ledger.
func (r *Report) SettledCSV(w io.Writer) error {
	rows := [][]string{{"entry", "site", "device", "energy_kwh", "amount", "currency", "method", "evidence", "sources"}}
	for _, s := range r.Settled {
		rows = append(rows, []string{
			strconv.FormatUint(s.Entry, 10), text(string(s.Site)), text(string(s.Device)), s.Energy.String(), s.Amount.String(),
			text(s.Currency), text(s.Method), s.Evidence.String(), joined(s.Sources),
		})
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// SourcesCSV writes a row for each source.
func (r *Report) SourcesCSV(w io.Writer) error {
	rows := [][]string{{"id", "site", "device", "metric", "from", "to", "samples", "sha256", "encoding", "measured_ms", "filled_ms", "left_out_ms", "missing_ms"}}
	ms := func(v int64) string { return strconv.FormatInt(v, 10) }
	for _, s := range r.Sources {
		rows = append(rows, []string{
			text(s.ID), text(string(s.Site)), text(string(s.Device)), text(s.Metric), s.From.Format(time.RFC3339Nano), s.To.Format(time.RFC3339Nano),
			strconv.Itoa(s.Samples), s.SHA256.String(), text(s.Encoding), ms(s.Cover.Measured), ms(s.Cover.Filled), ms(s.Cover.LeftOut), ms(s.Cover.Missing),
		})
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// text returns s so that no spreadsheet takes it for a formula: an apostrophe
// stands before what would begin one.
func text(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func number(d *Decimal) string {
	if d == nil {
		return ""
	}
	return d.String()
}

func joined(ids []string) string { return text(strings.Join(ids, " ")) }
