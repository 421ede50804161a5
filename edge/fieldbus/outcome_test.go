package fieldbus_test

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// both runs f in a bubble for each framing, and for RTU over TCP.
func both(t *testing.T, f func(t *testing.T, make maker, tcp bool)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(t, fieldbus.NewTCP, true) })
	synctest.Test(t, func(t *testing.T) { f(t, fieldbus.NewRTU, false) })
	synctest.Test(t, func(t *testing.T) { f(t, fieldbus.NewRTUOverTCP, false) })
}

func TestExceptionKinds(t *testing.T) {
	f := func(code byte, read, write fault.Kind) {
		t.Helper()
		both(t, func(t *testing.T, make maker, tcp bool) {
			link := start(t, make, fieldbus.Config{}, saying(tcp, func(q question) []byte {
				return q.frame(q.function|0x80, code)
			}))
			wrong(t, link, read)
			err := link.WriteHolding(t.Context(), 1, 5, []uint16{1})
			require.Equal(t, write.String(), fault.KindOf(err).String())
			var refusal *fieldbus.Exception
			require.ErrorAs(t, err, &refusal)
			require.Equal(t, fieldbus.Exception{Function: 16, Code: code}, *refusal)
			require.Equal(t, uint64(2), link.Stats().Exceptions)
			require.Zero(t, link.Stats().Reconnects, "a refusal is an answer")
		})
	}
	f(1, fault.Unsupported, fault.Unsupported)
	f(2, fault.Invalid, fault.Invalid)
	f(3, fault.Invalid, fault.Invalid)
	f(4, fault.Internal, fault.Internal)
	f(5, fault.Busy, fault.Busy)
	f(6, fault.Busy, fault.Busy)
	f(8, fault.Corrupt, fault.Corrupt)
	f(10, fault.Unreachable, fault.Unreachable)
	f(11, fault.Unreachable, fault.Unknown)
	f(99, fault.Internal, fault.Internal)
}

func TestFault088_WrongAnswerIsNeverAValue(t *testing.T) {
	f := func(spoil func(q question) []byte) {
		t.Helper()
		both(t, func(t *testing.T, make maker, tcp bool) {
			var asked atomic.Int32
			link := start(t, make, fieldbus.Config{}, saying(tcp, func(q question) []byte {
				if asked.Add(1) <= 2 {
					return spoil(q)
				}
				return q.truth()
			}))
			wrong(t, link, fault.Corrupt)
			err := link.WriteHolding(t.Context(), 1, 5, []uint16{1})
			require.Equal(t, fault.Corrupt, fault.KindOf(err), "%v", err)
			require.Contains(t, fault.HintOf(err), "read it back")
			time.Sleep(time.Second)
			right(t, link, 1, 0x10, 2)
			require.Equal(t, uint64(2), link.Stats().Corrupt)
		})
	}
	f(func(q question) []byte { q.unit++; return q.truth() })
	f(func(q question) []byte { q.function ^= 3 ^ 16; return q.truth() })
	f(func(q question) []byte { q.count++; return q.truth() })
	f(func(q question) []byte { return q.frame(4, 4, 0, 0, 0, 0) })
	f(func(q question) []byte {
		frame := q.truth()
		if q.tcp {
			frame[1]++ // the transaction
		} else {
			frame[len(frame)-1]++ // the checksum
		}
		return frame
	})
	f(func(q question) []byte {
		frame := q.truth()
		if q.tcp {
			frame[2]++ // the protocol
		} else {
			frame[4]++ // the data
		}
		return frame
	})
}

func TestAnyTransaction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		link := start(t, fieldbus.NewTCP, fieldbus.Config{AnyTransaction: true}, saying(true, func(q question) []byte {
			q.transaction = 0
			return q.truth()
		}))
		right(t, link, 1, 0, 5)
		right(t, link, 2, 9, 5)
	})
}

func TestFault088_SecondAnswerOfABridgeWithoutTransactions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		link := start(t, fieldbus.NewTCP, fieldbus.Config{AnyTransaction: true}, saying(true, func(q question) []byte {
			q.transaction = 0
			return append(q.truth(), q.truth()...)
		}))
		for address := range uint16(40) {
			right(t, link, 1, 3*address, 2)
		}
		require.NotZero(t, link.Stats().Stray)
	})
}

func TestWriteOfWhichNothingWasSentIsUnreachable(t *testing.T) {
	both(t, func(t *testing.T, make maker, _ bool) {
		refused := errors.New("no such device")
		link := start(t, make, fieldbus.Config{Dial: func(context.Context) (fieldbus.Port, error) {
			return nil, refused
		}}, nil)
		err := link.WriteHolding(t.Context(), 1, 0, []uint16{1})
		require.ErrorIs(t, err, refused)
		require.Equal(t, fault.Unreachable, fault.KindOf(err))
		require.Equal(t, fieldbus.Down, link.Stats().State)
	})
}

func TestBlocks(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		var counts []uint16
		written := map[uint16]uint16{}
		link := start(t, make, fieldbus.Config{}, saying(tcp, func(q question) []byte {
			counts = append(counts, q.count)
			for i, word := range q.words {
				written[q.address+uint16(i)] = word
			}
			return q.truth()
		}))
		right(t, link, 1, 65535-299, 300)
		words := []uint16{}
		for i := range uint16(247) {
			words = append(words, i*3)
		}
		require.NoError(t, link.WriteHolding(t.Context(), 1, 10, words))
		require.Equal(t, []uint16{125, 125, 50, 123, 123, 1}, counts)
		require.Len(t, written, len(words))
		for i, word := range words {
			require.Equal(t, word, written[uint16(10+i)])
		}
	})
}

func TestPartlyWritten(t *testing.T) {
	f := func(code byte, kind fault.Kind) {
		t.Helper()
		both(t, func(t *testing.T, make maker, tcp bool) {
			asked := 0
			link := start(t, make, fieldbus.Config{}, saying(tcp, func(q question) []byte {
				if asked++; asked == 1 {
					return q.truth()
				}
				return q.frame(0x90, code)
			}))
			err := link.WriteHolding(t.Context(), 1, 0, words(200))
			require.Equal(t, kind.String(), fault.KindOf(err).String())
			require.ErrorContains(t, err, "123 words written")
		})
	}
	f(6, fault.Unknown) // Busy alone would promise that nothing was written
	f(3, fault.Invalid)
}

func TestImpossibleRequests(t *testing.T) {
	f := func(make maker, unit uint8, address uint16, count int) {
		t.Helper()
		link, err := make(fieldbus.Config{Address: "test"})
		require.NoError(t, err)
		block := words(count)
		require.Equal(t, fault.Invalid, fault.KindOf(link.ReadHolding(t.Context(), unit, address, block)))
		require.Equal(t, fault.Invalid, fault.KindOf(link.WriteHolding(t.Context(), unit, address, block)))
	}
	f(fieldbus.NewTCP, 1, 0, 0)
	f(fieldbus.NewTCP, 1, 65535, 2)
	f(fieldbus.NewTCP, 1, 0, 65537)
	f(fieldbus.NewRTU, 0, 0, 1) // a broadcast is never answered
	f(fieldbus.NewRTU, 248, 0, 1)
}

func TestAnswerAfterTheCallerLeftIsNotWrittenToItsBuffer(t *testing.T) {
	both(t, func(t *testing.T, make maker, tcp bool) {
		link := start(t, make, fieldbus.Config{}, answering(tcp, func(conn io.ReadWriteCloser, q question) {
			late(conn, 50*time.Millisecond, q.truth())
		}))
		ctx, cancel := context.WithTimeout(t.Context(), 45*time.Millisecond)
		defer cancel()
		into := words(3)
		require.Error(t, link.ReadHolding(ctx, 1, 700, into))
		time.Sleep(time.Second)
		require.Equal(t, words(3), into)
		right(t, link, 1, 1, 3)
	})
}
