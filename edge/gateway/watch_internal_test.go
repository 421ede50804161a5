package gateway

import (
	"context"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// told counts what the service manager hears.
type told struct {
	mu    sync.Mutex
	count map[string]int
}

func (m *told) say(state string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count[state]++
}

func (m *told) times(state string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.count[state]
}

// watched runs a theatre's loop and its watch until f returns.
func watched(t *testing.T, s *theatre, f func(heard *told)) {
	heard := &told{count: map[string]int{}}
	w := &watch{say: heard.say, period: 9 * time.Second, home: s.home, status: func() string { return "well" }, log: slog.New(slog.DiscardHandler)}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 2)
	go func() { ended <- s.loop.run(ctx, func() { heard.say("READY=1") }) }()
	go func() { ended <- w.run(ctx) }()
	f(heard)
	stop()
	require.NoError(t, <-ended)
	require.NoError(t, <-ended)
	require.Equal(t, 1, heard.times("STOPPING=1"))
}

func TestTheManagerHearsOfEachTickThatIsDone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newTheatre(map[uint8]*box{2: storage(t), 240: meter(t)})
		watched(t, s, func(heard *told) {
			time.Sleep(30*time.Second + tick/2)
			synctest.Wait()
			require.Equal(t, []int{1, 30, 1}, []int{heard.times("READY=1"), heard.times("WATCHDOG=1"), heard.times("STATUS=well")})
		})
	})
}

// A read that never returns, whatever its deadline, ends the feeding; the
// manager then ends the process, and the inverter's own timer takes the home.
func TestFault087_AHangingStageStopsTheFeeding(t *testing.T) {
	f := func(stuckAt stage, hook func(s *theatre, at func())) {
		t.Helper()
		bubble(t, func(t *testing.T) {
			s := newTheatre(map[uint8]*box{2: storage(t), 240: meter(t)})
			var hangs atomic.Bool
			free := make(chan struct{})
			hook(s, func() {
				if hangs.Load() {
					<-free
				}
			})
			watched(t, s, func(heard *told) {
				time.Sleep(10*time.Second + tick/2)
				hangs.Store(true)
				time.Sleep(10 * time.Second)
				synctest.Wait()
				before := heard.times("WATCHDOG=1")
				require.LessOrEqual(t, before, 10+patience+1)
				time.Sleep(time.Hour)
				synctest.Wait()
				require.Equal(t, before, heard.times("WATCHDOG=1"))
				at, stuck := s.home.stuck()
				require.True(t, stuck)
				require.Equal(t, stuckAt, at)
				close(free)
				time.Sleep(10 * time.Second)
				synctest.Wait()
				require.Greater(t, heard.times("WATCHDOG=1"), before, "a loop that goes on is fed again")
			})
		})
	}
	f(reading, func(s *theatre, at func()) { s.wires.onRead = at })
	f(writing, func(s *theatre, at func()) { s.wires.onWrite = at })
}

func TestTheManagerOfTheEnvironmentIsSpokenTo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	manages, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	require.NoError(t, err)
	defer manages.Close()
	f := func(env map[string]string, want time.Duration) {
		t.Helper()
		say, period, err := manager(func(key string) string { return env[key] }, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		require.Equal(t, want, period)
		if env["NOTIFY_SOCKET"] == "" {
			say("READY=1") // to nobody
			return
		}
		say("READY=1")
		b := make([]byte, 100)
		n, err := manages.Read(b)
		require.NoError(t, err)
		require.Equal(t, "READY=1", string(b[:n]))
	}
	f(map[string]string{}, 0)
	f(map[string]string{"NOTIFY_SOCKET": path}, 0)
	f(map[string]string{"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "10000000"}, 10*time.Second)
	f(map[string]string{"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "10000000", "WATCHDOG_PID": strconv.Itoa(os.Getpid())}, 10*time.Second)
	f(map[string]string{"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "1"}, 0)
	f(map[string]string{"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "soon"}, 0)
	_, _, err = manager(func(string) string { return "/nowhere/notify" }, slog.New(slog.DiscardHandler))
	require.ErrorContains(t, err, "/nowhere/notify")
}

func TestPassesThatAreLateOrTakeTooLongAreCounted(t *testing.T) {
	begin := time.Unix(1e9, 0)
	b := &beats{}
	f := func(due, begun, took time.Duration, passes, overrun, skipped uint64, most, late float64) {
		t.Helper()
		b.count(begin.Add(due), begin.Add(begun), begin.Add(begun+took), tick)
		l := b.told()
		require.Equal(t, []uint64{passes, overrun, skipped}, []uint64{l.Passes, l.Overrun, l.Skipped})
		require.Equal(t, []float64{most, late}, []float64{l.MostMS, l.LateMS})
	}
	const ms = time.Millisecond
	f(0, 0, 100*ms, 1, 0, 0, 100, 0)
	f(1000*ms, 1002*ms, 50*ms, 2, 0, 0, 100, 2)
	f(2000*ms, 2001*ms, 3200*ms, 3, 1, 0, 3200, 2)
	f(5000*ms, 5201*ms, 100*ms, 4, 1, 2, 3200, 201)
	f(6001*ms, 6001*ms, 100*ms, 5, 1, 2, 3200, 201)
}
