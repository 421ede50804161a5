package fieldbus_test

import (
	"bytes"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// first is what a new link asks in the fuzz tests.
func first(tcp bool, function uint8) question {
	return question{tcp: tcp, transaction: 1, unit: 7, function: function, address: 0x10, count: 2}
}

// fuzzReply answers the first request with any bytes at all: a link must take
// exactly the answers that start with the one right frame, whatever its data.
func fuzzReply(f *testing.F, make maker, tcp bool, function uint8) {
	for _, seed := range seeds(tcp, function) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, reply []byte) {
		synctest.Test(t, func(t *testing.T) {
			link := start(t, make, fieldbus.Config{}, saying(tcp, func(question) []byte { return reply }))
			into := words(2)
			read := link.ReadHolding
			if function == 4 {
				read = link.ReadInput
			}
			err := read(t.Context(), 7, 0x10, into)
			require.Equal(t, fits(tcp, function, reply, into), err == nil, "% x gave %v, %v", reply, into, err)
			if err != nil {
				require.NotEqual(t, fault.Unknown, fault.KindOf(err))
			}
		})
	})
}

// fits tells whether reply is the answer that carries into.
func fits(tcp bool, function uint8, reply []byte, into []uint16) bool {
	frame := first(tcp, function).frame(function, 4, byte(into[0]>>8), byte(into[0]), byte(into[1]>>8), byte(into[1]))
	return bytes.HasPrefix(reply, frame)
}

func seeds(tcp bool, function uint8) [][]byte {
	q := first(tcp, function)
	other := q
	other.unit, other.transaction = 8, 2
	return [][]byte{
		nil, q.truth(), q.truth()[:5], append(q.truth(), 0), other.truth(), append(other.truth(), q.truth()...),
		q.frame(0x83, 2), q.frame(0x84, 2), q.frame(3, 2, 0, 1), q.frame(3, 0), q.frame(16, 0, 16, 0, 2), q.frame(3, 4, 0, 0, 0, 0),
		q.frame(4, 4, 0, 0, 0, 0), q.frame(),
		{0, 1, 0, 0, 0, 0, 7}, {0, 1, 0, 0, 0xff, 0xff, 7, 3}, {0, 1, 0, 0, 0, 2, 7, 3},
	}
}

func FuzzTCPReply(f *testing.F) { fuzzReply(f, fieldbus.NewTCP, true, 3) }

func FuzzTCPInputReply(f *testing.F) { fuzzReply(f, fieldbus.NewTCP, true, 4) }

func FuzzRTUReply(f *testing.F) { fuzzReply(f, fieldbus.NewRTU, false, 3) }

func FuzzRTUInputReply(f *testing.F) { fuzzReply(f, fieldbus.NewRTU, false, 4) }

func FuzzRTUOverTCPReply(f *testing.F) { fuzzReply(f, fieldbus.NewRTUOverTCP, false, 3) }
