package journal

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

const suffix = ".journal"

func (j *Journal) path(id uint64) string {
	return filepath.Join(j.cfg.Dir, fmt.Sprintf("%016x%s", id, suffix))
}

var errHeld = errors.New("the journal is open already")

// hold takes the lock of dir, which the kernel releases with the file or with
// the process: two writers would delete each other's segments.
func hold(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errHeld
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// list returns the segments of dir in order. Files with other names are not
// the journal's and are left alone.
func list(dir string) ([]segment, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []segment
	for _, entry := range entries {
		id, err := strconv.ParseUint(strings.TrimSuffix(entry.Name(), suffix), 16, 63)
		if err != nil || !strings.HasSuffix(entry.Name(), suffix) {
			continue
		}
		info, err := entry.Info()
		if err != nil {
			return nil, err
		}
		found = append(found, segment{id: id, size: info.Size()})
	}
	slices.SortFunc(found, func(a, b segment) int { return cmp.Compare(a.id, b.id) })
	return found, nil
}

// errSync is a failed fsync, whose cause is not passed on: the kernel may have
// dropped the pages, so not even a full disk may be waited for.
var errSync = errors.New("fsync")

// noRoom tells whether err is of a write that a disk, quota or limit on file
// size had no room for.
func noRoom(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

// takeBack cuts from the segment being written what is not durable.
func (j *Journal) takeBack() error {
	if j.file == nil {
		return nil
	}
	j.mu.Lock()
	size := j.segments[len(j.segments)-1].size
	j.mu.Unlock()
	return j.file.Truncate(size)
}

// syncDir makes the names in dir durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
