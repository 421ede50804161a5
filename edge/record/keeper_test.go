package record_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

var quiet = slog.New(slog.DiscardHandler)

// disk counts the writes of each file and fails or hangs on demand.
type disk struct {
	mu     sync.Mutex
	files  map[string]string
	writes int
	fails  error
	hangs  chan struct{}
}

func (d *disk) write(path string, data []byte, _ os.FileMode) error {
	if d.hangs != nil {
		<-d.hangs
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fails != nil {
		return d.fails
	}
	d.writes++
	d.files[path] = string(data)
	return nil
}

func run(t *testing.T, d *disk, f func(k *record.Keeper)) {
	synctest.Test(t, func(t *testing.T) {
		d.files = map[string]string{}
		k := record.NewKeeper("state", d.write, quiet)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- k.Run(ctx) }()
		f(k)
		stop()
		require.NoError(t, <-ended)
	})
}

func TestAStateThatChangesEverySecondIsWrittenOnceAMinute(t *testing.T) {
	d := &disk{}
	run(t, d, func(k *record.Keeper) {
		for i := range 600 {
			k.Put("wear", []byte{byte(i), byte(i >> 8)})
			time.Sleep(time.Second)
		}
		synctest.Wait()
		require.Equal(t, 10, d.writes)
	})
	require.Equal(t, 10, d.writes, "the last state was written already")
}

func TestWhatDoesNotChangeIsNotWrittenAgain(t *testing.T) {
	d := &disk{}
	run(t, d, func(k *record.Keeper) {
		for range 600 {
			k.Put("wear", []byte("same"))
			time.Sleep(time.Second)
		}
	})
	require.Equal(t, 1, d.writes)
}

func TestTheLastStateIsWrittenAtTheEnd(t *testing.T) {
	d := &disk{}
	run(t, d, func(k *record.Keeper) { k.Put("wear", []byte("late")) })
	require.Contains(t, d.files[filepath.Join("state", "wear")], "late")
}

func TestWhatIsUrgentIsWrittenAtOnce(t *testing.T) {
	d := &disk{}
	run(t, d, func(k *record.Keeper) {
		k.PutNow("lockout", []byte("1"))
		synctest.Wait()
		require.Equal(t, 1, d.writes)
	})
}

// An SD card that stalls for 30 s holds up nobody who puts.
func TestFault093_AStalledDiskHoldsUpNobody(t *testing.T) {
	d := &disk{}
	run(t, d, func(k *record.Keeper) {
		d.hangs = make(chan struct{})
		k.PutNow("wear", []byte("first"))
		synctest.Wait()
		begun := time.Now()
		for i := range 1000 {
			k.PutNow("wear", []byte{byte(i)})
		}
		require.Zero(t, time.Since(begun))
		close(d.hangs)
		synctest.Wait()
		require.Equal(t, 2, d.writes, "what waited behind the stall is one state")
	})
}

func TestAFailedWriteIsTriedAgain(t *testing.T) {
	d := &disk{fails: errors.New("read-only file system")}
	run(t, d, func(k *record.Keeper) {
		require.False(t, k.Failing())
		k.Put("wear", []byte("kept"))
		time.Sleep(90 * time.Second)
		synctest.Wait()
		require.True(t, k.Failing())
		d.mu.Lock()
		d.fails = nil
		d.mu.Unlock()
		time.Sleep(time.Minute)
		synctest.Wait()
		require.False(t, k.Failing(), "the disk took it again")
		require.Equal(t, 1, d.writes)
		writes, failed := k.Counts()
		require.Equal(t, []uint64{1, 1}, []uint64{writes, failed})
	})
}

func TestFault095_AFlippedBitIsCorrupt(t *testing.T) {
	dir := t.TempDir()
	_, err := record.Load(dir, "wear")
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	k := record.NewKeeper(dir, nil, quiet)
	k.Put("wear", []byte(`{"total":7}`))
	require.NoError(t, k.Run(ctx))
	state, err := record.Load(dir, "wear")
	require.NoError(t, err)
	require.JSONEq(t, `{"total":7}`, string(state))
	whole, err := os.ReadFile(filepath.Join(dir, "wear"))
	require.NoError(t, err)
	for i := range len(whole) * 8 {
		damaged := append([]byte(nil), whole...)
		damaged[i/8] ^= 1 << (i % 8)
		require.NoError(t, os.WriteFile(filepath.Join(dir, "wear"), damaged, 0o600))
		_, err := record.Load(dir, "wear")
		require.Equal(t, fault.Corrupt, fault.KindOf(err), "bit %d", i)
	}
	for n := range len(whole) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "wear"), whole[:n], 0o600))
		_, err := record.Load(dir, "wear")
		require.Equal(t, fault.Corrupt, fault.KindOf(err), "%d bytes", n)
	}
}
