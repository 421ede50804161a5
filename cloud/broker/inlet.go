package broker

import (
	"io"
	"net"
	"sync"
	"syscall"
)

// inletBytes is how much is read of a socket at once.
const inletBytes = 8 << 10

// inlet is a home's socket, read as much at a time as there is: TLS alone would
// read little more than the record it wants, and a call of the kernel costs as
// much as some packets. Its memory is borrowed while there is something in it, for
// most homes say nothing most of the time. It has one reader.
type inlet struct {
	net.Conn
	raw    syscall.RawConn
	lender *sync.Pool            // of *[inletBytes]byte
	take   func(fd uintptr) bool // in.fill, made once
	full   *[inletBytes]byte     // nil where nothing was read
	rest   []byte                // of full, to be given yet
	err    error                 // of the last fill
}

// newInlet returns conn itself where it is none of the kernel's.
func newInlet(conn net.Conn, lender *sync.Pool) net.Conn {
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return conn
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return conn
	}
	in := &inlet{Conn: conn, raw: raw, lender: lender}
	in.take = in.fill
	return in
}

// Read implements net.Conn.
func (in *inlet) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if in.full == nil {
		if err := in.raw.Read(in.take); err != nil {
			return 0, err
		}
		if in.err != nil {
			return 0, in.err
		}
	}
	n := copy(p, in.rest)
	if in.rest = in.rest[n:]; len(in.rest) == 0 {
		in.lender.Put(in.full)
		in.full = nil
	}
	return n, nil
}

// fill reads what there is, and tells whether it is done: else it is called again
// once there is more.
func (in *inlet) fill(fd uintptr) bool {
	buffer := in.lender.Get().(*[inletBytes]byte)
	n, err := syscall.Read(int(fd), buffer[:])
	for err == syscall.EINTR {
		n, err = syscall.Read(int(fd), buffer[:])
	}
	if n > 0 {
		in.full, in.rest, in.err = buffer, buffer[:n], nil
		return true
	}
	in.lender.Put(buffer)
	switch err {
	case syscall.EAGAIN:
		return false
	case nil:
		err = io.EOF
	}
	in.err = err
	return true
}
