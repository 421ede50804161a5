package ingest

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// moody is a History that takes what it likes.
type moody struct{ full bool }

func (m *moody) Take(*wire.Batch, time.Time) error {
	if m.full {
		return errors.New("full")
	}
	return nil
}

func (*moody) Batch(wire.Batch, time.Time)       {}
func (*moody) Presence(wire.Presence, time.Time) {}
func (*moody) Answer(wire.Answer, time.Time)     {}
func (*moody) Told(wire.Explanation)             {}
func (*moody) Publish(string, []byte) error      { return nil }

// TestWhatIsMissingIsCountedAsItGoes: the count that is kept is that of all ledgers
// together, whatever comes, is refused, waits too long or makes room.
func TestWhatIsMissingIsCountedAsItGoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, now := &moody{}, time.UnixMilli(1_790_000_000_000)
		r := New(m, m, m, func() time.Time { return now }, slog.New(slog.DiscardHandler))
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			m.full = rapid.Bool().Draw(t, "full")
			now = now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "seconds")) * time.Second)
			b := wire.Batch{Site: rapid.SampledFrom([]energy.SiteID{"a", "b"}).Draw(t, "site"), Boot: rapid.Uint64Range(1, maxBoots+2).Draw(t, "boot"), Oldest: rapid.Uint64Range(0, 20).Draw(t, "oldest")}
			first := rapid.Uint64Range(1, 20).Draw(t, "first")
			for i := range rapid.Uint64Range(0, 4).Draw(t, "reports") {
				b.Reports = append(b.Reports, energy.Report{Seq: first + i})
			}
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				r.Stored(b.Site, b.Boot, first)
			case 1:
				r.tell(r.shard(b.Site))
			default:
				r.batch(&b)
			}
			want := uint64(0)
			for i := range r.shards {
				for _, s := range r.shards[i].sites {
					for _, l := range s.boots {
						want += l.taken.missing()
					}
				}
			}
			require.Equal(t, want, r.Stats().Missing)
		}
	})
}
