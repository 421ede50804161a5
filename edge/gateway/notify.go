package gateway

import (
	"context"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// notifier says a state to the service manager, as sd_notify(3) does. It waits
// no longer than a second.
type notifier func(state string)

// manager returns the way to the service manager that the environment names,
// and how often it wants a sign of life: 0 where it does not watch.
func manager(getenv func(string) string, log *slog.Logger) (notifier, time.Duration, error) {
	path := getenv("NOTIFY_SOCKET")
	if path == "" {
		return func(string) {}, 0, nil
	}
	if strings.HasPrefix(path, "@") {
		path = "\x00" + path[1:]
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		return nil, 0, &fault.Error{Op: "reach the service manager at", Kind: fault.Unreachable, Subject: getenv("NOTIFY_SOCKET"), Err: err}
	}
	say := func(state string) {
		_ = conn.SetWriteDeadline(time.Now().Add(time.Second))
		if _, err := conn.Write([]byte(state)); err != nil {
			log.Debug("the service manager does not listen", "err", err)
		}
	}
	return say, watchdog(getenv), nil
}

// watchdog is how often the manager that starts this process must hear of it.
func watchdog(getenv func(string) string) time.Duration {
	if pid := getenv("WATCHDOG_PID"); pid != "" && pid != strconv.Itoa(os.Getpid()) {
		return 0
	}
	us, err := strconv.ParseInt(getenv("WATCHDOG_USEC"), 10, 64)
	if err != nil || us <= 0 {
		return 0
	}
	return time.Duration(us) * time.Microsecond
}

// watch gives the manager its sign of life for as long as every stage of the
// passes goes on, and says which one does not. It has a goroutine of its own,
// for the manager must not hold up the loop, nor the loop speak for itself.
type watch struct {
	say    notifier
	period time.Duration // 0: the manager does not watch
	home   *Home
	status func() string
	log    *slog.Logger
}

// run watches until ctx ends. It returns nil.
func (w *watch) run(ctx context.Context) error {
	pause := w.home.tick
	if w.period > 0 {
		pause = min(pause, w.period/3)
	}
	tick := time.NewTicker(pause)
	defer tick.Stop()
	defer w.say("STOPPING=1")
	status, well := "", true
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		well = w.look(well)
		if next := w.status(); next != status {
			status = next
			w.say("STATUS=" + status)
		}
	}
}

// look feeds the watchdog where all goes on, and tells whether it does.
func (w *watch) look(before bool) (well bool) {
	at, stuck := w.home.stuck()
	if stuck && before {
		w.log.Error("the loop hangs: the service manager is told nothing more", "stage", at)
	}
	if !stuck {
		w.say("WATCHDOG=1")
	}
	return !stuck
}
