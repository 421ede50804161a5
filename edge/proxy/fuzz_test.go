package proxy_test

import (
	"encoding/binary"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/proxy"
)

// FuzzRequests sends any bytes at all: every whole frame has one well-formed
// answer, in order, which is a reply only to a read that can be; the first bytes
// that are no frame end the connection.
func FuzzRequests(f *testing.F) {
	read := []byte{0, 1, 0, 0, 0, 6, 1, 3, 0, 16, 0, 2}
	f.Add(read)
	f.Add(append(append([]byte{}, read...), 0, 2, 0, 0, 0, 6, 1, 4, 0, 16, 0, 125))
	f.Add([]byte{0, 1, 0, 0, 0, 9, 1, 16, 0, 1, 0, 1, 2, 0, 1})
	f.Add([]byte{0, 1, 0, 0, 0, 2, 1, 3, 0, 1, 0, 0, 0, 6, 1, 3, 0xff, 0xff, 0, 9})
	f.Add([]byte{0, 1, 0, 9, 0, 2, 1, 3})
	f.Add([]byte{0, 1, 0, 0, 0, 1, 1})
	f.Add([]byte{0, 1, 0, 0, 0, 255, 1})
	f.Fuzz(func(t *testing.T, said []byte) {
		synctest.Test(t, func(t *testing.T) {
			p, h := open(t, proxy.Config{Rate: 1000}, &bank{})
			conn := h.call(t, neighbour)
			heard := make(chan []byte, 1)
			go func() {
				all, _ := io.ReadAll(conn)
				heard <- all
			}()
			_, _ = conn.Write(said)
			time.Sleep(2 * time.Minute)
			rest := answered(t, <-heard, said)
			require.Equal(t, len(rest) >= 7 && !begins(rest), p.Stats().Malformed == 1)
		})
	})
}

// begins tells whether b's header can be one.
func begins(b []byte) bool {
	length := binary.BigEndian.Uint16(b[4:])
	return binary.BigEndian.Uint16(b[2:]) == 0 && length >= 2 && length <= 254
}

// answered matches answers to whole requests, and returns what is left of said.
func answered(t *testing.T, heard, said []byte) []byte {
	t.Helper()
	for len(said) >= 7 && begins(said) && len(said) >= 6+int(binary.BigEndian.Uint16(said[4:])) {
		request := said[:6+binary.BigEndian.Uint16(said[4:])]
		require.GreaterOrEqual(t, len(heard), 9)
		answer := heard[:6+binary.BigEndian.Uint16(heard[4:])]
		require.Equal(t, request[:4], answer[:4])
		require.Equal(t, request[6], answer[6])
		fits(t, request[7:], answer[7:])
		said, heard = said[len(request):], heard[len(answer):]
	}
	require.Empty(t, heard)
	return said
}

// fits holds one PDU to the other.
func fits(t *testing.T, request, answer []byte) {
	t.Helper()
	if answer[0] != request[0] {
		require.Equal(t, request[0]|0x80, answer[0])
		require.Len(t, answer, 2)
		return
	}
	if request[0]&0x80 != 0 && len(answer) == 2 {
		return // a refusal of what looks like one
	}
	require.Contains(t, []byte{3, 4}, request[0])
	require.Len(t, request, 5)
	require.Equal(t, 2*int(binary.BigEndian.Uint16(request[3:])), int(answer[1]))
	require.Len(t, answer, 2+int(answer[1]))
}
