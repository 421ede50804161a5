package rebound

import (
	"cmp"
	"hash/fnv"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Window is the time over which jumps are added up.
const Window = time.Minute

// Return is a home that is to be let go, and by how much its power may jump
// then, a magnitude.
type Return struct {
	Site  energy.SiteID
	Swing energy.Watts
}

// Release is when a home is let go. Beyond tells that it alone jumps by more than
// the limit: nothing else does near it.
type Release struct {
	Site   energy.SiteID
	At     time.Time
	Beyond bool
}

// Stagger returns when each home is let go, from start on, the first first: in
// any half-open minute their swings together are at most limit, unless one home
// alone is Beyond. Homes go in an order drawn from seed, so that it is another
// home's turn to wait each time. Without a limit (0 or less) nobody is let go
// together with another: they go one a minute.
func Stagger(homes []Return, limit energy.Watts, seed string, start time.Time) []Release {
	order := slices.Clone(homes)
	slices.SortFunc(order, func(a, b Return) int {
		return cmp.Or(cmp.Compare(draw(seed, a.Site), draw(seed, b.Site)), cmp.Compare(a.Site, b.Site))
	})
	out := make([]Release, len(order))
	at, first, sum := start, 0, energy.Watts(0) // homes from first on went within the window that ends at at
	for i, h := range order {
		swing := max(0, h.Swing)
		for first < i && sum+swing > max(0, limit) {
			at = later(at, out[first].At.Add(Window))
			sum, first = sum-max(0, order[first].Swing), first+1
		}
		if first == i {
			sum = 0 // not what is left of rounding
		}
		out[i] = Release{Site: h.Site, At: at, Beyond: swing > limit}
		sum += swing
	}
	return out
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func draw(seed string, site energy.SiteID) uint64 {
	h := fnv.New64a()
	h.Write([]byte(seed))
	h.Write([]byte{0})
	h.Write([]byte(site))
	return h.Sum64()
}
