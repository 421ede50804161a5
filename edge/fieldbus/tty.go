package fieldbus

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/goburrow/serial"
	"golang.org/x/sys/unix"
)

// open opens the device; ctx is not heeded because opening does not wait.
func (s Serial) open(path string) func(context.Context) (Port, error) {
	return func(context.Context) (Port, error) {
		settings, err := serial.Open(&serial.Config{
			Address: path, BaudRate: s.Baud, DataBits: s.DataBits, Parity: s.Parity, StopBits: s.StopBits,
		})
		if err != nil {
			return nil, &fs.PathError{Op: "set serial line", Path: path, Err: err}
		}
		file, err := openTTY(path)
		if err != nil {
			return nil, errors.Join(err, settings.Close())
		}
		return &tty{File: file, settings: settings}, nil
	}
}

// tty is a serial device whose reads end at their deadline to the microsecond;
// goburrow's end at the next multiple of a fixed time, which costs a fast line a
// third of its exchanges.
type tty struct {
	*os.File
	settings serial.Port // holds how the line is set until it is closed
}

// openTTY opens a device that is set already, for the runtime to wait on.
func openTTY(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if err := untilOne(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// untilOne makes a read of an empty line say that it would wait. goburrow leaves
// the least number of characters at 0, which makes it say end of file.
func untilOne(file *os.File) error {
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) { failed = setLeast(int(fd), 1) })
	return errors.Join(err, failed)
}

func setLeast(fd int, characters uint8) error {
	line, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return err
	}
	line.Cc[unix.VMIN], line.Cc[unix.VTIME] = characters, 0
	return unix.IoctlSetTermios(fd, setTermios, line)
}

// Close releases the device.
func (t *tty) Close() error { return errors.Join(t.File.Close(), t.settings.Close()) }
