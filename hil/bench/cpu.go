package bench

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// CPU returns the processor time that a process has used, in user and kernel
// mode and in all its threads. Process 0 is this one.
func CPU(pid int) (time.Duration, error) {
	clock := int32(unix.CLOCK_PROCESS_CPUTIME_ID)
	if pid != 0 {
		const scheduler = 2 // CPUCLOCK_SCHED; the id is what clock_getcpuclockid(3) makes
		clock = int32(^pid<<3 | scheduler)
	}
	var t unix.Timespec
	if err := unix.ClockGettime(clock, &t); err != nil {
		return 0, fmt.Errorf("processor time of process %d: %w", pid, err)
	}
	return time.Duration(t.Nano()), nil
}

// Busy returns the processor time that all processes of the machine have used,
// to about 10 ms.
func Busy() (time.Duration, error) {
	const path = "/proc/stat"
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	var user, nice, system, idle, wait, hard, soft int64 // in 1/100 s: proc(5)
	if _, err := fmt.Sscanf(string(text), "cpu %d %d %d %d %d %d %d", &user, &nice, &system, &idle, &wait, &hard, &soft); err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	return time.Duration(user+nice+system+hard+soft) * 10 * time.Millisecond, nil
}
