package fieldbus

import (
	"context"
	"io"
	"net"
	"time"
)

// Port is an open connection or serial line. Every net.Conn is one. Reads past
// the deadline return os.ErrDeadlineExceeded.
type Port interface {
	io.ReadWriteCloser
	SetDeadline(t time.Time) error
}

// dialTCP opens a connection to address.
func dialTCP(address string) func(context.Context) (Port, error) {
	return func(ctx context.Context) (Port, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", address)
	}
}
