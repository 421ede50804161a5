package history

import (
	"github.com/VictoriaMetrics/VictoriaMetrics/lib/prompb"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// A block is handed to the database at once: so many samples, about, which are
// so many bytes of the journal.
const (
	blockSamples = 200_000
	blockBytes   = 2 << 20
)

// block is samples on their way to the database. The zero block is empty.
type block struct {
	index map[string]int // of sites
	sites []energy.SiteID
	rows  []row
	count []int // rows of each series

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
		first, err = b.place(site)
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

// place returns the first series of a site.
func (b *block) place(name []byte) (int, error) {
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
	b.sites = append(b.sites, site)
	return i * NumMetrics, nil
}

// series returns all samples by series. They are valid until the next call of
// any method.
func (b *block) series() []run {
	b.count = grown(b.count, len(b.sites)*NumMetrics)
	clear(b.count)
	for i := range b.rows {
		b.count[b.rows[i].series]++
	}
	b.points, b.runs = grown(b.points, len(b.rows)), b.runs[:0]
	from := 0
	for i, n := range b.count {
		if n > 0 {
			b.runs = append(b.runs, run{site: b.sites[i/NumMetrics], metric: Metric(i % NumMetrics), points: b.points[from : from+n]})
		}
		b.count[i] = from
		from += n
	}
	for i := range b.rows {
		r := &b.rows[i]
		b.points[b.count[r.series]] = prompb.Sample{Value: r.value, Timestamp: r.at}
		b.count[r.series]++
	}
	return b.runs
}

// grown returns s with length n and no promise of what is in it.
func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}
