package process

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Hold makes the state folder dir where it is missing and takes it for this
// process alone, until the Closer is closed or the process ends, in whatever
// way. It fails as Conflict where another process has it, and as Denied where
// the folder cannot be written to.
func Hold(dir string) (io.Closer, error) {
	f, err := openLock(dir)
	if err != nil {
		return nil, &fault.Error{Op: "open state folder", Kind: fault.Denied, Subject: dir, Hint: "choose a state_dir that can be written to", Err: err}
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		err = sign(f)
	} else if errors.Is(err, syscall.EWOULDBLOCK) {
		err = held(f)
	}
	if err != nil {
		return nil, &fault.Error{
			Op: "open state folder", Kind: fault.Conflict, Subject: dir, Err: errors.Join(err, f.Close()),
			Hint: "stop the other process, or choose another state_dir",
		}
	}
	return f, nil
}

func openLock(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
}

// sign notes the holder for people; the lock itself is the kernel's.
func sign(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

func held(f *os.File) error {
	var b [16]byte
	n, _ := f.ReadAt(b[:], 0) // a holder that has not signed yet is not named
	if pid := strings.TrimSpace(string(b[:n])); pid != "" {
		return fmt.Errorf("process %s uses it", pid)
	}
	return errors.New("another process uses it")
}
