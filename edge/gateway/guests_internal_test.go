package gateway

import (
	"log/slog"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/local"
)

func TestStatusTellsOfOtherMasters(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close())
	c := settings(t)
	c.Buses = []Bus{{TCP: "127.0.0.1:1", Units: []int{1}, Proxy: address}, {TCP: "127.0.0.1:2", Units: []int{1}}}
	fields, err := Fields(c, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	g, err := New(c, fields, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	require.Equal(t, []local.Guests{{Address: address}}, house{g}.Status().Guests)
}
