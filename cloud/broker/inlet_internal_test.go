package broker

import (
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
)

// sockets returns the two ends of a connection, the first behind an inlet.
func sockets(t *testing.T) (*inlet, net.Conn) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	far, err := net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { far.Close() })
	near, err := l.Accept()
	require.NoError(t, err)
	t.Cleanup(func() { near.Close() })
	in, ok := newInlet(near, &sync.Pool{New: func() any { return new([inletBytes]byte) }}).(*inlet)
	require.True(t, ok)
	return in, far
}

// TestInlet_GivesWhatCame: all of it, in whatever pieces it is asked for, and then
// the end.
func TestInlet_GivesWhatCame(t *testing.T) {
	want := make([]byte, 5*inletBytes+7)
	for i := range want {
		want[i] = byte(i ^ i>>8)
	}
	f := func(slow func(io.Reader) io.Reader) {
		t.Helper()
		in, far := sockets(t)
		sent := make(chan error, 1)
		go func() {
			_, err := far.Write(want)
			sent <- err
			far.Close()
		}()
		got, err := io.ReadAll(slow(in))
		require.NoError(t, err)
		require.Equal(t, want, got)
		require.NoError(t, <-sent)
		require.Nil(t, in.full, "its memory is given back")
	}
	f(func(r io.Reader) io.Reader { return r })
	f(iotest.OneByteReader)
	f(iotest.HalfReader)
}

// TestInlet_HoldsNoMemoryWhileNothingComes, and its waits end as those of any socket.
func TestInlet_HoldsNoMemoryWhileNothingComes(t *testing.T) {
	in, far := sockets(t)
	require.NoError(t, in.SetReadDeadline(time.Now().Add(time.Millisecond)))
	_, err := in.Read(make([]byte, 1))
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
	require.Nil(t, in.full)
	require.NoError(t, in.SetReadDeadline(time.Time{}))
	_, err = far.Write([]byte("on"))
	require.NoError(t, err)
	got := make([]byte, 2)
	_, err = io.ReadFull(in, got)
	require.NoError(t, err)
	require.Equal(t, "on", string(got))
	require.NoError(t, in.Close())
	_, err = in.Read(got)
	require.ErrorIs(t, err, net.ErrClosed)
}

func TestInlet_LeavesWhatIsNoSocket(t *testing.T) {
	near, far := net.Pipe()
	defer near.Close()
	defer far.Close()
	require.Equal(t, near, newInlet(near, nil))
}
