package twin

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Happening is an event of a home as the cloud knows it: told by the report of that
// boot and number, which tells it once.
type Happening struct {
	energy.Event // At is on the cloud's clock
	Boot, Seq    uint64
}

// news is what a home told of its conditions. Nobody changes one that a Twin holds.
type news struct {
	boot, seq uint64      // of the report that told what stands; 0 before one has
	standing  []Happening // each as it began
	recent    []Happening // the newest last, at most remembered
	held      uint64      // events of the boot that were not told
	// Boot and number of the newest that recent let go.
	letBoot, let uint64
}

// remembered is how many events of a home are: what came and went while nobody looked.
const remembered = 16

// Standing returns the conditions that stand in the home as far as it has told, each as
// it began. Those of a boot before this one stand no more. The caller changes nothing of it.
func (t *Twin) Standing() []Happening {
	if t.news == nil {
		return nil
	}
	return t.news.standing
}

// Recent returns the newest events that the home told, the newest last: each once, also
// where it came late. The caller changes nothing of it.
func (t *Twin) Recent() []Happening {
	if t.news == nil {
		return nil
	}
	return t.news.recent
}

// Untold returns how many events of this boot the home did not tell, for they came too
// often.
func (t *Twin) Untold() uint64 {
	if t.news == nil {
		return 0
	}
	return t.news.held
}

// hearNews takes the news in a batch, in whichever order batches come: what stands is
// as the newest report of this boot says, what happened is taken once.
func (t *Twin) hearNews(b *wire.Batch, received time.Time) {
	newest := b.Reports[len(b.Reports)-1].Snapshot.At
	for i := range b.Reports {
		if r := &b.Reports[i]; r.News != nil {
			here := func(at time.Time) time.Time { return received.Add(-b.Waited - newest.Sub(at)) }
			t.news = t.news.after(r, b.Boot, t.Boot, here)
		}
	}
}

// after returns n after the report of a boot; here has a time on the cloud's clock.
func (n *news) after(r *energy.Report, boot, current uint64, here func(time.Time) time.Time) *news {
	next := news{}
	if n != nil {
		next = *n
	}
	if boot == current && (next.boot != boot || r.Seq > next.seq) {
		next.boot, next.seq, next.held = boot, r.Seq, r.News.Held
		next.standing = happenings(r.News.Standing, r.Seq, boot, here)
	}
	if next.new(boot, r.Seq) {
		next.recent = append(slices.Clone(next.recent), happenings(r.News.Edges, r.Seq, boot, here)...)
		slices.SortStableFunc(next.recent, func(a, b Happening) int { return order(a.Boot, a.Seq, b.Boot, b.Seq) })
		next.forget()
	}
	return &next
}

// new tells whether the events of a report were not taken yet.
func (n *news) new(boot, seq uint64) bool {
	if order(boot, seq, n.letBoot, n.let) <= 0 {
		return false
	}
	return !slices.ContainsFunc(n.recent, func(h Happening) bool { return h.Boot == boot && h.Seq == seq })
}

// forget lets the oldest go.
func (n *news) forget() {
	if more := len(n.recent) - remembered; more > 0 {
		last := n.recent[more-1]
		n.letBoot, n.let = last.Boot, last.Seq
		n.recent = n.recent[more:]
	}
}

// order compares two reports by boot and number.
func order(boot, seq, otherBoot, otherSeq uint64) int {
	switch {
	case boot < otherBoot || boot == otherBoot && seq < otherSeq:
		return -1
	case boot == otherBoot && seq == otherSeq:
		return 0
	}
	return 1
}

func happenings(events []energy.Event, seq, boot uint64, here func(time.Time) time.Time) []Happening {
	out := make([]Happening, len(events))
	for i, e := range events {
		e.At = here(e.At)
		out[i] = Happening{Event: e, Boot: boot, Seq: seq}
	}
	return out
}

// rebooted returns n where another boot follows one: nothing is known to stand. What
// happened before a gateway's counter was reset has no place in the order of what will.
func (n *news) rebooted(from, to uint64) *news {
	if n == nil || to < from {
		return nil
	}
	next := *n
	next.boot, next.seq, next.standing, next.held = 0, 0, nil, 0
	return &next
}
