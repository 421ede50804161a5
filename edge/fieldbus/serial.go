package fieldbus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"github.com/goburrow/serial"
)

// Serial is how a serial line is set. Defaults are 9600 baud, 8 data bits, no
// parity, 1 stop bit: what meters and inverters leave the factory with, though
// SER 2.5.1 would have even parity.
type Serial struct {
	Baud     int
	DataBits int
	Parity   string // "N", "E" or "O"
	StopBits int
}

func (s Serial) filled() Serial {
	return Serial{
		Baud:     orElse(s.Baud, 9600),
		DataBits: orElse(s.DataBits, 8),
		Parity:   orElse(s.Parity, "N"),
		StopBits: orElse(s.StopBits, 1),
	}
}

// validate tells which setting no serial line has; kind Invalid.
func (s Serial) validate(subject string) error {
	s = s.filled()
	switch {
	case s.Baud < 300:
		return refuse(subject, fmt.Sprintf("baud rate %d", s.Baud), "use 9600, 19200, 38400, 57600 or 115200")
	case s.DataBits != 8:
		return refuse(subject, fmt.Sprintf("%d data bits", s.DataBits), "Modbus RTU has 8")
	case s.Parity != "N" && s.Parity != "E" && s.Parity != "O":
		return refuse(subject, fmt.Sprintf("parity %q", s.Parity), `use "N", "E" or "O"`)
	case s.StopBits != 1 && s.StopBits != 2:
		return refuse(subject, fmt.Sprintf("%d stop bits", s.StopBits), "use 1 or 2")
	}
	return nil
}

// character is the time one byte takes on the wire: start, data, parity and
// stop bits, which SER 2.5.1 makes 11.
func (s Serial) character() time.Duration {
	return 11 * time.Second / time.Duration(s.Baud)
}

// gap is the silence that separates frames: 3.5 characters, and 1.75 ms above
// 19200 baud (SER 2.5.1.1).
func (s Serial) gap() time.Duration {
	if s.Baud > 19200 {
		return 1750 * time.Microsecond
	}
	return s.character() * 7 / 2
}

// open opens the device; ctx is not heeded because opening does not wait.
func (s Serial) open(path string) func(context.Context) (Port, error) {
	return func(context.Context) (Port, error) {
		port, err := serial.Open(&serial.Config{
			Address: path, BaudRate: s.Baud, DataBits: s.DataBits,
			Parity: s.Parity, StopBits: s.StopBits, Timeout: s.gap(),
		})
		if err != nil {
			return nil, err
		}
		return &tty{port: port}, nil
	}
}

// tty gives a serial port deadlines: goburrow's reads return after one gap.
type tty struct {
	port  serial.Port
	until time.Time
}

// SetDeadline sets when Read gives up.
func (t *tty) SetDeadline(until time.Time) error {
	t.until = until
	return nil
}

// Read waits for at least one byte until the deadline.
func (t *tty) Read(b []byte) (int, error) {
	for {
		n, err := t.port.Read(b)
		switch {
		case errors.Is(err, serial.ErrTimeout), errors.Is(err, syscall.EAGAIN), errors.Is(err, syscall.EINTR):
			if !time.Now().Before(t.until) {
				return 0, os.ErrDeadlineExceeded
			}
		case err != nil:
			return 0, err
		case n <= 0:
			return 0, io.EOF // readable and empty: the adapter was unplugged
		default:
			return n, nil
		}
	}
}

// Write hands b to the driver, whose buffer holds many frames.
func (t *tty) Write(b []byte) (int, error) {
	n, err := t.port.Write(b)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	return max(n, 0), err
}

// Close releases the device.
func (t *tty) Close() error { return t.port.Close() }
