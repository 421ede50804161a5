package evidence

import (
	"bytes"
	_ "embed" // the page's template and style
	"fmt"
	"html/template"
	"io"
	"time"
)

//go:embed page.html
var page string

// Page writes the report as one HTML page that loads nothing and runs nothing.
func (r *Report) Page(w io.Writer) error {
	text, err := r.JSON()
	if err != nil {
		return err
	}
	t, err := template.New("page").Funcs(template.FuncMap{"percent": percent, "utc": utc, "draw": draw, "short": short}).Parse(page)
	if err != nil {
		return fmt.Errorf("BUG: the page of a report: %w", err)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, view{Report: r, Bytes: len(text), Hash: hashOf(text)}); err != nil {
		return fmt.Errorf("write page of report: %w", err)
	}
	_, err = w.Write(out.Bytes())
	return err
}

// view is what the page shows: the report, and which JSON it is of.
type view struct {
	*Report
	Bytes int
	Hash  Hash
}

// percent writes millionths as a percentage.
func percent(ppm int64) string { return Decimal{ppm, 4}.String() + " %" }

func utc(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// short is enough of a hash to find it by.
func short(h Hash) string { return h.String()[:12] }
