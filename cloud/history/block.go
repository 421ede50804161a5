package history

import (
	"slices"

	"github.com/VictoriaMetrics/VictoriaMetrics/lib/prompb"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// A block is handed to the database at once: so many samples, about, which are
// so many bytes of the journal.
const (
	blockSamples = 800_000
	blockBytes   = 8 << 20
)

// block is samples on their way to the database. The zero block is empty.
type block struct {
	index map[string]int // of sites
	sites []place
	rows  []row
	order []place // of sites, in the order of the database
	count []int   // rows of each series

	points []prompb.Sample
	runs   []run
}

// row is one sample of series site*NumMetrics+metric.
type row struct {
	series int
	at     int64
	value  float64
}

// run is the samples of one series, in the order in which they were told.
type run struct {
	site   energy.SiteID
	metric Metric
	points []prompb.Sample
}

func (b *block) reset() {
	clear(b.index)
	b.sites, b.rows = b.sites[:0], b.rows[:0]
}

func (b *block) full() bool { return len(b.rows) >= blockSamples }

// add takes the samples of a record, all or none.
func (b *block) add(record []byte) error {
	n := len(b.rows)
	site, err := parseRecord(record, func(s sample) {
		b.rows = append(b.rows, row{series: int(s.metric), at: s.at, value: s.value})
	})
	first := 0
	if err == nil {
		first, err = b.first(site)
	}
	if err != nil {
		b.rows = b.rows[:n]
		return err
	}
	for i := range b.rows[n:] {
		b.rows[n+i].series += first
	}
	return nil
}

// first returns the first series of a site.
func (b *block) first(name []byte) (int, error) {
	if i, known := b.index[string(name)]; known {
		return i * NumMetrics, nil
	}
	site, err := energy.ParseSiteID(string(name))
	if err != nil {
		return 0, err
	}
	if b.index == nil {
		b.index = map[string]int{}
	}
	i := len(b.sites)
	b.index[string(site)] = i
	b.sites = append(b.sites, placeOf(site, i*NumMetrics))
	return i * NumMetrics, nil
}

// series returns all samples by series, in the order of the database. They are valid
// until the next call of any method.
func (b *block) series() []run {
	b.count = grown(b.count, len(b.sites)*NumMetrics)
	clear(b.count)
	for i := range b.rows {
		b.count[b.rows[i].series]++
	}
	b.points = grown(b.points, len(b.rows))
	b.lay()
	for i := range b.rows {
		r := &b.rows[i]
		b.points[b.count[r.series]] = prompb.Sample{Value: r.value, Timestamp: r.at}
		b.count[r.series]++
	}
	return b.runs
}

// lay gives each series its part of points, and makes of the count of its rows where
// that begins.
func (b *block) lay() {
	b.order = append(b.order[:0], b.sites...)
	slices.SortFunc(b.order, place.compare)
	b.runs = b.runs[:0]
	from := 0
	for _, m := range metricOrder {
		for i := range b.order {
			p := &b.order[i]
			n := b.count[p.first+int(m)]
			if n > 0 {
				b.runs = append(b.runs, run{site: p.site, metric: m, points: b.points[from : from+n]})
			}
			b.count[p.first+int(m)] = from
			from += n
		}
	}
}

// grown returns s with length n and no promise of what is in it.
func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}
