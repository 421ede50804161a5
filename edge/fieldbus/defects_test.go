package fieldbus_test

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// The eight defects of goburrow/modbus v0.1.0 (a time-out, then wrong data or
// none for ever), one test each: none may survive in a Link.

// right reads count registers and requires the true values.
func right(t *testing.T, link *fieldbus.Link, unit uint8, address uint16, count int) {
	t.Helper()
	into := make([]uint16, count)
	require.NoError(t, link.ReadHolding(t.Context(), unit, address, into))
	for i, word := range into {
		require.Equal(t, value(unit, address+uint16(i)), word)
	}
}

// wrong reads a register and requires a failure of the kind.
func wrong(t *testing.T, link *fieldbus.Link, kind fault.Kind) error {
	t.Helper()
	err := link.ReadHolding(t.Context(), 1, 0x10, make([]uint16, 2))
	require.Error(t, err)
	require.Equal(t, kind.String(), fault.KindOf(err).String(), "%v", err)
	return err
}

func TestFault088_LateTCPReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		link := start(t, fieldbus.NewTCP, fieldbus.Config{}, answering(true, func(conn io.ReadWriteCloser, q question) {
			if asked.Add(1) == 1 {
				late(conn, 1100*time.Millisecond, q.truth())
				return
			}
			conn.Write(q.truth())
		}))
		wrong(t, link, fault.Unreachable)
		for address := range uint16(20) {
			right(t, link, 1, 0x20+address, 2)
		}
		require.Equal(t, uint64(1), link.Stats().Timeouts)
		require.Equal(t, uint64(1), link.Stats().Reconnects)
	})
}

func TestFault088_LateRTUReplyOfSameSize(t *testing.T) {
	f := func(deadline, latency time.Duration) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			link := start(t, fieldbus.NewRTU, fieldbus.Config{}, answering(false, func(conn io.ReadWriteCloser, q question) {
				wait := latency
				latency = 60 * time.Millisecond
				time.Sleep(wait)
				conn.Write(q.truth())
			}))
			ctx, cancel := context.WithTimeout(t.Context(), deadline)
			defer cancel()
			require.Error(t, link.ReadHolding(ctx, 1, 0x10, make([]uint16, 2)))
			for range 3 {
				right(t, link, 1, 0x20, 2)
				right(t, link, 1, 0x30, 2)
				right(t, link, 1, 0x40, 2)
			}
			require.Equal(t, uint64(9), link.Stats().Stray, "the late answer was thrown away")
		})
	}
	f(50*time.Millisecond, 60*time.Millisecond)
	f(10*time.Millisecond, 900*time.Millisecond)
	f(time.Minute, 1200*time.Millisecond)
}

func TestPeerCloses(t *testing.T) {
	f := func(asked int, idle time.Duration) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			link := start(t, fieldbus.NewTCP, fieldbus.Config{}, func(conn io.ReadWriteCloser) {
				for range asked {
					q, err := hear(conn, true)
					if err != nil {
						return
					}
					conn.Write(q.truth())
				}
				time.Sleep(idle / 2)
			})
			for range 5 {
				right(t, link, 1, 0x10, 2)
				time.Sleep(idle)
				require.NoError(t, link.WriteHolding(t.Context(), 1, 0x10, []uint16{1}), "a write after an idle close is sent once, to the new connection")
				time.Sleep(idle)
			}
			require.NotZero(t, link.Stats().Reconnects)
		})
	}
	f(1, time.Second)
	f(2, time.Second)
	f(3, 200*time.Millisecond)
}

func TestPeerClosesInPlaceOfAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var closing atomic.Bool
		link := start(t, fieldbus.NewTCP, fieldbus.Config{}, answering(true, func(conn io.ReadWriteCloser, q question) {
			if closing.Load() {
				conn.Close()
				return
			}
			conn.Write(q.truth())
		}))
		right(t, link, 1, 0x10, 2)
		closing.Store(true)
		wrong(t, link, fault.Unreachable)
		closing.Store(false)
		right(t, link, 1, 0x20, 2)
	})
}

func TestFault088_ShortReply(t *testing.T) {
	f := func(make maker, tcp bool, pdu ...byte) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			var asked atomic.Int32
			link := start(t, make, fieldbus.Config{}, saying(tcp, func(q question) []byte {
				if asked.Add(1) == 1 {
					return q.frame(pdu...)
				}
				return q.truth()
			}))
			wrong(t, link, fault.Corrupt)
			right(t, link, 1, 0x10, 4)
			require.Equal(t, uint64(1), link.Stats().Corrupt)
		})
	}
	f(fieldbus.NewTCP, true, 3, 2, 0, 16)           // consistent, but one register of two
	f(fieldbus.NewTCP, true, 3, 4, 0, 16)           // says two, carries one
	f(fieldbus.NewTCP, true, 3, 0)                  // none
	f(fieldbus.NewTCP, true, 3, 6, 1, 1, 1, 1, 1)   // says three
	f(fieldbus.NewTCP, true, 3, 4, 0, 16, 0, 17, 0) // trailing byte
	f(fieldbus.NewTCP, true, 0x83, 2, 2)            // an exception too long
	f(fieldbus.NewRTU, false, 3, 2, 0, 16)
	f(fieldbus.NewRTU, false, 3, 0)
	f(fieldbus.NewRTU, false, 3, 6, 0, 1, 0, 2, 0, 3)
}

func TestFault088_SplitExceptionFrame(t *testing.T) {
	f := func(make maker, tcp bool) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			refuse := true
			link := start(t, make, fieldbus.Config{}, answering(tcp, func(conn io.ReadWriteCloser, q question) {
				frame := q.truth()
				if refuse {
					refuse, frame = false, q.frame(0x83, 2)
				}
				for i := range frame {
					conn.Write(frame[i : i+1])
					time.Sleep(time.Millisecond)
				}
			}))
			var refusal *fieldbus.Exception
			require.ErrorAs(t, wrong(t, link, fault.Invalid), &refusal)
			require.Equal(t, fieldbus.Exception{Function: 3, Code: 2}, *refusal)
			right(t, link, 1, 0x20, 2)
			require.Zero(t, link.Stats().Reconnects)
			require.Zero(t, link.Stats().Stray)
		})
	}
	f(fieldbus.NewTCP, true)
	f(fieldbus.NewRTU, false)
	f(fieldbus.NewRTUOverTCP, false)
}

func TestConcurrentUse(t *testing.T) {
	f := func(make maker, tcp bool) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			var busy, clashes atomic.Int32
			link := start(t, make, fieldbus.Config{}, answering(tcp, func(conn io.ReadWriteCloser, q question) {
				if busy.Add(1) > 1 {
					clashes.Add(1)
				}
				time.Sleep(3 * time.Millisecond)
				busy.Add(-1)
				conn.Write(q.truth())
			}))
			var group sync.WaitGroup
			for worker := range uint16(8) {
				group.Go(func() {
					for i := range uint16(20) {
						right(t, link, 1, 100*worker+i, 3)
						require.NoError(t, link.WriteHolding(t.Context(), 1, i, []uint16{worker}))
					}
				})
			}
			group.Wait()
			require.Equal(t, uint64(320), link.Stats().Requests)
			require.Zero(t, clashes.Load(), "one request at a time")
		})
	}
	f(fieldbus.NewTCP, true)
	f(fieldbus.NewRTU, false)
	f(fieldbus.NewRTUOverTCP, false)
}

func TestUnitIdentifierRace(t *testing.T) {
	f := func(make maker, tcp bool) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			link := start(t, make, fieldbus.Config{}, saying(tcp, question.truth))
			var group sync.WaitGroup
			for unit := range uint8(8) {
				group.Go(func() {
					for i := range uint16(50) {
						right(t, link, unit+1, i, 1)
					}
				})
			}
			group.Wait()
			require.Zero(t, link.Stats().Corrupt)
		})
	}
	f(fieldbus.NewTCP, true)
	f(fieldbus.NewRTU, false)
	f(fieldbus.NewRTUOverTCP, false)
}

func TestContextAndDeadline(t *testing.T) {
	f := func(make maker, tcp bool, before int, leave func(context.Context) (context.Context, context.CancelFunc), writeKind fault.Kind) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			link := start(t, make, fieldbus.Config{}, answering(tcp, func(io.ReadWriteCloser, question) {}))
			var group sync.WaitGroup
			for range before {
				group.Go(func() { wrong(t, link, fault.Unreachable) })
			}
			synctest.Wait()
			ctx, cancel := leave(t.Context())
			defer cancel()
			asked := time.Now()
			err := link.WriteHolding(ctx, 1, 0x10, []uint16{1})
			require.InDelta(t, 70, time.Since(asked).Milliseconds(), 20)
			require.Equal(t, writeKind.String(), fault.KindOf(err).String(), "%v", err)
			synctest.Wait()
			require.ErrorIs(t, err, ctx.Err())
			group.Wait()
		})
	}
	deadline := func(ctx context.Context) (context.Context, context.CancelFunc) {
		return context.WithTimeout(ctx, 70*time.Millisecond)
	}
	cancelled := func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancel(ctx)
		time.AfterFunc(70*time.Millisecond, cancel)
		return ctx, cancel
	}
	f(fieldbus.NewTCP, true, 0, deadline, fault.Unknown)
	f(fieldbus.NewTCP, true, 0, cancelled, fault.Unknown)
	f(fieldbus.NewTCP, true, 1, deadline, fault.Unreachable)
	f(fieldbus.NewTCP, true, 3, cancelled, fault.Unreachable)
	f(fieldbus.NewRTU, false, 0, deadline, fault.Unknown)
	f(fieldbus.NewRTU, false, 0, cancelled, fault.Unknown)
	f(fieldbus.NewRTU, false, 1, deadline, fault.Unreachable)
	f(fieldbus.NewRTU, false, 3, cancelled, fault.Unreachable)
}

// A serial port that was reopened is the same bus: the answer is still coming.
func TestFault088_LateRTUReplyAfterTheLineWasReopened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var opened atomic.Int32
		stale := make(chan []byte, 1)
		link := start(t, fieldbus.NewRTU, fieldbus.Config{}, func(conn io.ReadWriteCloser) {
			if opened.Add(1) == 1 {
				q, _ := hear(conn, false)
				stale <- q.truth()
				return
			}
			late(conn, 900*time.Millisecond, <-stale)
			answering(false, func(conn io.ReadWriteCloser, q question) { late(conn, 950*time.Millisecond, q.truth()) })(conn)
		})
		wrong(t, link, fault.Unreachable)
		right(t, link, 1, 0x20, 2)
	})
}
