package fieldbus_test

import (
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// span is registers as asked, or as sent.
type span struct{ address, count uint16 }

// crowd has all spans of unit 1 wait at once, behind one read of unit 2, and
// returns what was sent for them in the order of addresses.
func crowd(t *testing.T, make maker, tcp bool, c fieldbus.Config, spans ...span) []span {
	t.Helper()
	var sent []span
	link := start(t, make, c, answering(tcp, func(conn io.ReadWriteCloser, q question) {
		time.Sleep(10 * time.Millisecond)
		if q.unit == 1 {
			sent = append(sent, span{q.address, q.count})
		}
		conn.Write(q.truth())
	}))
	rush(t, link, spans)
	slices.SortStableFunc(sent, func(a, b span) int { return int(a.address) - int(b.address) })
	return sent
}

// rush asks for all spans while the link is busy with another unit.
func rush(t *testing.T, link *fieldbus.Link, spans []span) {
	t.Helper()
	var group sync.WaitGroup
	group.Go(func() { right(t, link, 2, 0, 1) })
	time.Sleep(8 * time.Millisecond)
	for _, s := range spans {
		group.Go(func() { right(t, link, 1, s.address, int(s.count)) })
		synctest.Wait()
	}
	group.Wait()
}

func TestNeighboursAreReadAsOne(t *testing.T) {
	f := func(c fieldbus.Config, want []span, spans ...span) {
		t.Helper()
		both(t, func(t *testing.T, make maker, tcp bool) {
			require.Equal(t, want, crowd(t, make, tcp, c, spans...))
		})
	}
	usual := fieldbus.Config{}
	f(usual, []span{{10, 4}}, span{10, 2}, span{12, 2})
	f(usual, []span{{10, 4}}, span{12, 2}, span{10, 2})
	f(usual, []span{{10, 5}}, span{10, 5}, span{11, 2})          // within
	f(usual, []span{{10, 4}}, span{10, 3}, span{11, 3})          // overlapping
	f(usual, []span{{10, 2}}, span{10, 2}, span{10, 2})          // the same twice
	f(usual, []span{{10, 12}}, span{10, 2}, span{20, 2})         // 8 between
	f(usual, []span{{10, 2}, {21, 2}}, span{10, 2}, span{21, 2}) // 9 between
	f(usual, []span{{0, 125}}, span{0, 100}, span{100, 25})      // a whole frame
	f(usual, []span{{0, 100}, {100, 26}}, span{0, 100}, span{100, 26})
	f(usual, []span{{10, 22}}, span{10, 2}, span{30, 2}, span{20, 2}) // the last one joins them
	f(fieldbus.Config{Reach: -1}, []span{{10, 2}, {12, 2}}, span{10, 2}, span{12, 2})
	f(fieldbus.Config{Reach: 1}, []span{{10, 5}, {17, 2}}, span{10, 2}, span{13, 2}, span{17, 2})
}

// A device that refuses what lies between costs one request, once.
func TestRefusedMergedReadIsTakenApartAndRemembered(t *testing.T) {
	f := func(code byte) {
		t.Helper()
		both(t, func(t *testing.T, make maker, tcp bool) {
			var sent []span
			link := start(t, make, fieldbus.Config{}, answering(tcp, func(conn io.ReadWriteCloser, q question) {
				time.Sleep(10 * time.Millisecond)
				sent = append(sent, span{q.address, q.count})
				if q.unit == 1 && q.address < 13 && q.address+q.count > 13 {
					conn.Write(q.frame(0x83, code))
					return
				}
				conn.Write(q.truth())
			}))
			rush(t, link, []span{{10, 2}, {14, 2}})
			require.Equal(t, []span{{0, 1}, {10, 6}, {10, 2}, {14, 2}}, sent)
			sent = nil
			rush(t, link, []span{{10, 2}, {14, 2}, {16, 2}})
			require.Equal(t, []span{{0, 1}, {10, 2}, {14, 4}}, sent)
			require.Equal(t, uint64(1), link.Stats().Exceptions)
		})
	}
	f(1)
	f(2)
	f(3)
	f(4)
}

func TestRefusalOfOneMemberIsItsOwn(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		link := start(t, make, fieldbus.Config{}, answering(tcp, func(conn io.ReadWriteCloser, q question) {
			time.Sleep(10 * time.Millisecond)
			if q.unit == 1 && q.address+q.count > 14 {
				conn.Write(q.frame(0x83, 2))
				return
			}
			conn.Write(q.truth())
		}))
		var group sync.WaitGroup
		group.Go(func() { right(t, link, 2, 0, 1) })
		time.Sleep(8 * time.Millisecond)
		group.Go(func() { right(t, link, 1, 10, 2) })
		group.Go(func() {
			err := link.ReadHolding(t.Context(), 1, 14, words(2))
			require.Equal(t, fault.Invalid, fault.KindOf(err), "%v", err)
		})
		group.Wait()
	})
}

// A device that meets a merged read with silence is asked for less from then on.
func TestUnansweredMergedReadIsNotSentAgain(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		link := start(t, make, fieldbus.Config{}, answering(tcp, func(conn io.ReadWriteCloser, q question) {
			time.Sleep(10 * time.Millisecond)
			if q.unit != 1 || q.count <= 2 {
				conn.Write(q.truth())
			}
		}))
		var group sync.WaitGroup
		group.Go(func() { right(t, link, 2, 0, 1) })
		time.Sleep(8 * time.Millisecond)
		for _, address := range []uint16{10, 12} {
			group.Go(func() {
				err := link.ReadHolding(t.Context(), 1, address, words(2))
				require.Equal(t, fault.Unreachable, fault.KindOf(err))
			})
		}
		group.Wait()
		rush(t, link, []span{{10, 2}, {12, 2}})
	})
}

// What silence taught while the device fell asleep is not true of it awake.
func TestMergedReadMissedAtDuskIsMergedAgainAtDawn(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		var awake atomic.Bool
		link := start(t, make, fieldbus.Config{}, answering(tcp, func(conn io.ReadWriteCloser, q question) {
			time.Sleep(10 * time.Millisecond)
			if q.unit != 1 || awake.Load() {
				conn.Write(q.truth())
			}
		}))
		var group sync.WaitGroup
		group.Go(func() { right(t, link, 2, 0, 1) })
		time.Sleep(8 * time.Millisecond)
		for _, address := range []uint16{10, 12} {
			group.Go(func() { require.Error(t, link.ReadHolding(t.Context(), 1, address, words(2))) })
		}
		group.Wait()
		require.Error(t, link.ReadHolding(t.Context(), 1, 0, words(2)))
		time.Sleep(time.Minute)
		awake.Store(true)
		right(t, link, 1, 0, 2)
		rush(t, link, []span{{10, 2}, {12, 2}})
		require.Equal(t, uint64(1), link.Stats().Merged)
	})
}

// Whatever waits together, everyone gets the registers asked for.
func TestFault088_MergedReadsGiveEveryoneTheirOwn(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		spans := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) span {
			return span{rapid.Uint16Range(0, 200).Draw(t, "address"), rapid.Uint16Range(1, 125).Draw(t, "count")}
		}), 1, 20).Draw(rt, "spans")
		synctest.Test(t, func(t *testing.T) {
			link := start(t, fieldbus.NewTCP, fieldbus.Config{}, answering(true, func(conn io.ReadWriteCloser, q question) {
				time.Sleep(10 * time.Millisecond)
				conn.Write(q.truth())
			}))
			rush(t, link, spans)
			stats := link.Stats()
			require.Equal(t, uint64(len(spans)+1), stats.Exchanges+stats.Merged)
		})
	})
}
