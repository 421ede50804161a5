package scenario

import (
	_ "embed"
	"html/template"
	"io"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

//go:embed report.html
var reportText string

// page is what the report shows.
type page struct {
	Results   []Result
	Failed    int
	Checks    int
	Simulated time.Duration
	Wall      time.Duration // of all, one after another
}

// States is what the bar under a plot can be: the states of safety, and none.
func (p page) States() []string {
	var names []string
	for s := energy.Failsafe; s <= energy.Controlled; s++ {
		names = append(names, s.String())
	}
	return append(names, off)
}

// Pace is simulated seconds per second of one processor.
func (p page) Pace() float64 { return p.Simulated.Seconds() / max(p.Wall.Seconds(), 1e-9) }

// WriteReport writes results as one HTML page that needs nothing else: a plot
// of every home with a mark where each expectation stands.
func WriteReport(w io.Writer, results []Result) error {
	p := page{Results: results}
	for _, r := range results {
		p.Checks += r.Checks
		p.Simulated += r.Simulated
		p.Wall += r.Wall
		if !r.OK() {
			p.Failed++
		}
	}
	t, err := template.New("report").Funcs(template.FuncMap{"plot": plot}).Parse(reportText)
	if err != nil {
		return err
	}
	return t.Execute(w, p)
}
