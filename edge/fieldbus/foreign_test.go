package fieldbus_test

import (
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
)

// A second master talks to the same meter, at the worst of times: its requests
// and their answers come before, while and after ours do.
func TestFault088_SecondMasterNeverMakesAValue(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		offsets := rapid.SliceOfN(rapid.IntRange(0, 700), 10, 30).Draw(rt, "foreign_ms")
		unit := uint8(rapid.IntRange(1, 2).Draw(rt, "unit"))
		thinks := time.Duration(rapid.IntRange(5, 60).Draw(rt, "thinks_ms")) * time.Millisecond
		synctest.Test(t, func(t *testing.T) {
			link := start(t, fieldbus.NewRTU, fieldbus.Config{}, shared(unit, thinks, offsets))
			for i := range uint16(40) {
				into := words(2)
				if link.ReadHolding(t.Context(), 1, 100+i, into) == nil {
					require.Equal(t, []uint16{value(1, 100+i), value(1, 101+i)}, into)
				}
				time.Sleep(100 * time.Millisecond)
			}
		})
	})
}

// shared is a line on which another master's exchanges are heard between and
// during ours.
func shared(unit uint8, thinks time.Duration, offsets []int) slave {
	return func(conn io.ReadWriteCloser) {
		go func() {
			for i, ms := range offsets {
				time.Sleep(time.Duration(ms) * time.Millisecond)
				q := question{unit: unit, function: 3, address: 0x500 + uint16(i), count: 2}
				if _, err := conn.Write(request(q)); err != nil {
					return
				}
				time.Sleep(thinks)
				conn.Write(q.truth())
			}
		}()
		answering(false, func(conn io.ReadWriteCloser, q question) { late(conn, 20*time.Millisecond, q.truth()) })(conn)
	}
}

// request is the frame of a read on a serial line.
func request(q question) []byte {
	return checked([]byte{q.unit, q.function, byte(q.address >> 8), byte(q.address), byte(q.count >> 8), byte(q.count)})
}

func TestForeignTrafficIsNamedWithinAMinute(t *testing.T) {
	f := func(frames ...[]byte) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			var text strings.Builder
			var alone atomic.Bool
			link := start(t, fieldbus.NewRTU, fieldbus.Config{Log: slog.New(slog.NewTextHandler(&text, nil))}, func(conn io.ReadWriteCloser) {
				go func() {
					for !alone.Load() {
						for _, frame := range frames {
							time.Sleep(10 * time.Second)
							if _, err := conn.Write(frame); err != nil {
								return
							}
						}
					}
				}()
				saying(false, question.truth)(conn)
			})
			polling := func(seconds int) {
				for range seconds {
					_ = link.ReadHolding(t.Context(), 1, 0, words(2))
					time.Sleep(time.Second)
				}
			}
			polling(60)
			require.Equal(t, 1, strings.Count(text.String(), "a second master"), text.String())
			polling(600)
			require.Equal(t, 1, strings.Count(text.String(), "a second master"), "transitions only")
			require.Greater(t, link.Stats().Foreign, uint64(30))
			disputed, last := link.Disputed()
			require.True(t, disputed)
			require.WithinDuration(t, time.Now(), last, 25*time.Second)
			alone.Store(true)
			polling(120)
			require.Equal(t, 1, strings.Count(text.String(), "foreign traffic has ended"))
			disputed, _ = link.Disputed()
			require.False(t, disputed)
		})
	}
	ask := question{unit: 1, function: 3, address: 0x500, count: 2}
	f(request(ask))
	f(request(ask), ask.truth())
	f(question{unit: 9, function: 4, address: 7, count: 30}.truth()) // who we never asked
	f(checked([]byte{1, 6, 0, 40, 0, 5}))                            // it writes
	f(checked([]byte{1, 16, 0, 40, 0, 1, 2, 0, 5}))
	f(append([]byte{0x55, 0x55}, request(ask)...)) // after noise
}

func TestForeignTrafficIsHeardOnAnIdleLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		link := start(t, fieldbus.NewRTU, fieldbus.Config{}, func(conn io.ReadWriteCloser) {
			for {
				time.Sleep(5 * time.Second)
				if _, err := conn.Write(request(question{unit: 3, function: 3, count: 5})); err != nil {
					return
				}
			}
		})
		time.Sleep(time.Minute)
		require.NotZero(t, link.Stats().Foreign)
	})
}

// What our own devices do wrong is no second master: late, doubled, echoed or
// broken answers.
func TestOwnFaultsAreNotForeign(t *testing.T) {
	f := func(answer func(conn io.ReadWriteCloser, q question)) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			link := start(t, fieldbus.NewRTU, fieldbus.Config{}, answering(false, answer))
			for i := range uint16(60) {
				_ = link.ReadHolding(t.Context(), 1, i, words(2))
				_ = link.WriteHolding(t.Context(), 1, i, words(2))
				time.Sleep(3 * time.Second)
			}
			require.NotZero(t, link.Stats().Stray+link.Stats().Corrupt)
			require.Zero(t, link.Stats().Foreign)
		})
	}
	f(func(conn io.ReadWriteCloser, q question) { late(conn, 1100*time.Millisecond, q.truth()) })
	f(func(conn io.ReadWriteCloser, q question) { conn.Write(append(q.truth(), q.truth()...)) })
	f(func(conn io.ReadWriteCloser, q question) { // the adapter hears itself
		if q.function == 3 {
			conn.Write(append(request(q), q.truth()...))
			return
		}
		conn.Write(q.truth())
	})
	f(func(conn io.ReadWriteCloser, q question) {
		frame := q.truth()
		frame[3] ^= 0x40
		conn.Write(frame)
	})
}

// FuzzStray hears any bytes at all on an idle line: they are counted, and the
// next answer is right.
func FuzzStray(f *testing.F) {
	ask := question{unit: 1, function: 3, address: 0x500, count: 2}
	f.Add(request(ask))
	f.Add(append(request(ask), ask.truth()...))
	f.Add(checked([]byte{1, 16, 0, 40, 0, 1, 255}))
	f.Add([]byte{1, 16, 0, 40, 0, 1})
	f.Add([]byte{247, 0x83, 2, 1, 1, 3, 255})
	f.Fuzz(func(t *testing.T, stray []byte) {
		synctest.Test(t, func(t *testing.T) {
			link := start(t, fieldbus.NewRTU, fieldbus.Config{}, func(conn io.ReadWriteCloser) {
				go func() {
					time.Sleep(2 * time.Second)
					conn.Write(stray)
				}()
				saying(false, question.truth)(conn)
			})
			time.Sleep(3 * time.Second)
			right(t, link, 1, 7, 3)
			require.Equal(t, uint64(len(stray)), link.Stats().Stray)
		})
	})
}

// Two masters that poll in step meet only in each other's waits.
func TestForeignTrafficIsHeardInTheMidstOfOurs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		link := start(t, fieldbus.NewRTU, fieldbus.Config{}, saying(false, func(q question) []byte {
			return request(question{unit: q.unit, function: 3, address: 0x500, count: 2})
		}))
		for range 3 {
			require.Error(t, link.ReadHolding(t.Context(), 1, 0, words(2)))
			time.Sleep(time.Second)
		}
		disputed, _ := link.Disputed()
		require.True(t, disputed)
		require.Equal(t, uint64(3), link.Stats().Foreign)
	})
}
