package history

import (
	"cmp"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// The database keeps samples in the order of its series, which is that of the hash of
// their name and then of the lower half of the hash of their first label. What comes so
// it need not sort, which is a fifth of its work. Nothing else rests on it.

// metricOrder is the metrics in the order of the database.
var metricOrder = func() (all [NumMetrics]Metric) {
	for i := range all {
		all[i] = Metric(i)
	}
	slices.SortFunc(all[:], func(a, b Metric) int {
		return cmp.Compare(xxhash.Sum64String(a.String()), xxhash.Sum64String(b.String()))
	})
	return all
}()

// place is where the database has a site among others.
type place struct {
	site  energy.SiteID
	hash  uint32
	first int // series of it in a block
}

func placeOf(site energy.SiteID, first int) place {
	return place{site: site, hash: uint32(xxhash.Sum64String(string(site))), first: first}
}

func (p place) compare(other place) int { return cmp.Compare(p.hash, other.hash) }
