package ask

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

func newLine() *line {
	return &line{waiting: map[uint64]*question{}, free: map[energy.SiteID]time.Time{}}
}

// TestTurnsOfAHomeAreApartAndFewWait over random askers, answers and absences.
func TestTurnsOfAHomeAreApartAndFewWait(t *testing.T) {
	most := int((Deadline+LongestTurn)/Apart) + 1
	rapid.Check(t, func(t *rapid.T) {
		l, now := newLine(), time.UnixMilli(1_790_000_000_000)
		due := map[*question]time.Time{}
		var used []time.Time
		for range rapid.IntRange(0, 200).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(Apart)).Draw(t, "pause")))
			for q, until := range due {
				if !until.After(now) {
					require.True(t, l.leave(q))
					delete(due, q)
				}
			}
			if q, ok := l.join("home-1", now); ok {
				require.False(t, q.turn.Before(now))
				require.LessOrEqual(t, q.turn.Sub(now), LongestTurn)
				for _, turn := range used {
					require.GreaterOrEqual(t, q.turn.Sub(turn), Apart)
				}
				if rapid.IntRange(0, 3).Draw(t, "absent") == 0 {
					l.unsent(q)
					continue
				}
				used, due[q] = append(used, q.turn), now.Add(Deadline)
			}
			require.Len(t, l.waiting, len(due))
			require.LessOrEqual(t, len(due), most)
		}
	})
}

// TestATurnThatWasNotUsedIsGivenBack, unless one stands behind it.
func TestATurnThatWasNotUsedIsGivenBack(t *testing.T) {
	l, now := newLine(), time.UnixMilli(1_790_000_000_000)
	first, _ := l.join("home-1", now)
	second, _ := l.join("home-1", now)
	require.Equal(t, now.Add(Apart), second.turn)
	l.unsent(first)
	third, _ := l.join("home-1", now)
	require.Equal(t, now.Add(2*Apart), third.turn)
	l.unsent(third)
	fourth, _ := l.join("home-1", now)
	require.Equal(t, third.turn, fourth.turn)
	require.Len(t, l.waiting, 2)
}

func TestHomesThatWereAskedLongAgoAreForgotten(t *testing.T) {
	l, now := newLine(), time.UnixMilli(1_790_000_000_000)
	for i := range 3 * MostWaiting {
		q, ok := l.join(energy.SiteID(rune('a'+i%26))+energy.SiteID(rune('a'+i/26%26))+energy.SiteID(rune('a'+i/676)), now)
		require.True(t, ok)
		require.Equal(t, answered, l.take(wire.Explanation{ID: q.id, Site: q.site}))
		now = now.Add(Apart / 100)
	}
	require.LessOrEqual(t, len(l.free), MostWaiting)
	require.Empty(t, l.waiting)
}
