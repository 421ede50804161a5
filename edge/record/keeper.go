package record

import (
	"bytes"
	"context"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/atomicfile"
)

// Pause is the least time between two writes of what can wait.
const Pause = time.Minute

// Disk puts data into the file at path as one; atomicfile.Write is one.
type Disk func(path string, data []byte, perm os.FileMode) error

// Keeper writes states to a folder, few times. It is safe for concurrent use.
type Keeper struct {
	dir   string
	write Disk
	log   *slog.Logger
	urge  chan struct{} // holds one token

	mu      sync.Mutex
	waiting map[string][]byte // the newest of each name not written yet
	written map[string][]byte
	writes  atomic.Uint64
	failed  atomic.Uint64
	failing atomic.Bool // the newest look at the disk
}

// NewKeeper returns a keeper of the folder dir, which must exist when Run
// writes. A nil disk is the machine's.
func NewKeeper(dir string, disk Disk, log *slog.Logger) *Keeper {
	if disk == nil {
		disk = atomicfile.Write
	}
	return &Keeper{
		dir: dir, write: disk, log: log.With("room", "record"), urge: make(chan struct{}, 1),
		waiting: map[string][]byte{}, written: map[string][]byte{},
	}
}

// Put keeps state as name, within Pause. The keeper owns state from then on.
func (k *Keeper) Put(name string, state []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if bytes.Equal(state, k.written[name]) {
		delete(k.waiting, name)
		return
	}
	k.waiting[name] = state
}

// PutNow is Put for what must not be lost with the power: a lock-out, not a
// count. It does not wait for the write either.
func (k *Keeper) PutNow(name string, state []byte) {
	k.Put(name, state)
	select {
	case k.urge <- struct{}{}:
	default:
	}
}

// Counts returns how many files were written and how many writes failed.
func (k *Keeper) Counts() (writes, failed uint64) { return k.writes.Load(), k.failed.Load() }

// Failing tells whether something waits for a disk that did not take it.
func (k *Keeper) Failing() bool { return k.failing.Load() }

// Run writes what was put until ctx ends, and then what waits. That writes fail
// is logged where it begins and ends; each is tried again after the next Pause. It
// returns nil.
func (k *Keeper) Run(ctx context.Context) error {
	tick := time.NewTicker(Pause)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			k.flush()
			return nil
		case <-tick.C:
		case <-k.urge:
		}
		k.flush()
	}
}

func (k *Keeper) flush() {
	some, failed := k.take(), error(nil)
	for name, state := range some {
		err := k.write(filepath.Join(k.dir, name), seal(state), 0o600)
		if err == nil {
			k.writes.Add(1)
			continue
		}
		k.failed.Add(1)
		failed = err
		k.back(name, state)
	}
	if len(some) > 0 {
		k.note(failed)
	}
}

// note takes in whether the disk took all that waited.
func (k *Keeper) note(err error) {
	switch before := k.failing.Swap(err != nil); {
	case err != nil && !before:
		k.log.Error("state not written: it would be lost with a restart", "err", err)
	case err == nil && before:
		k.log.Info("state is written again")
	}
}

func (k *Keeper) take() map[string][]byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	out := k.waiting
	k.waiting = map[string][]byte{}
	maps.Copy(k.written, out)
	return out
}

// back lets a state that was not written wait again, unless a newer one does.
func (k *Keeper) back(name string, state []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.written, name)
	if _, newer := k.waiting[name]; !newer {
		k.waiting[name] = state
	}
}
