package fieldbus_test

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
)

// BenchmarkReadHolding reads 100 registers over a loopback TCP connection.
func BenchmarkReadHolding(b *testing.B) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	defer listener.Close()
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			fixed(conn)
		}
	}()
	link, err := fieldbus.NewTCP(fieldbus.Config{Address: listener.Addr().String()})
	require.NoError(b, err)
	run(b, link)
	into := words(100)
	b.ReportAllocs()
	for b.Loop() {
		require.NoError(b, link.ReadHolding(b.Context(), 1, 0, into))
	}
}
