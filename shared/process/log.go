package process

import (
	"bytes"
	"io"
	"log/slog"
	"sync"
	"time"
)

// What of a log waits to be written, in bytes, and for how long its end waits.
const (
	logHolds    = 256 << 10
	flushWithin = 2 * time.Second
)

// Log is where a process writes its log, line by line. It never waits for whoever
// takes the lines: a terminal that stands, a full pipe, a disk. What does not fit any
// more is lost and counted, and the count is a line of its own as soon as lines are
// taken again. It is safe for concurrent use.
type Log struct {
	to    io.Writer
	wake  chan struct{} // holds one token: there is something to write, or the end
	ended chan struct{} // closed once all is written after the end

	mu    sync.Mutex
	lines []byte // that wait
	lost  uint64 // lines, and not told of
	total uint64 // lines lost
	over  bool   // nothing comes any more
}

// NewLog returns a log that hands its lines to to, from a goroutine of its own that
// Close ends.
func NewLog(to io.Writer) *Log {
	l := &Log{to: to, wake: make(chan struct{}, 1), ended: make(chan struct{})}
	go l.run()
	return l
}

// Write takes one line, or loses it. It never fails and never waits.
func (l *Log) Write(line []byte) (int, error) {
	l.mu.Lock()
	if l.over || len(l.lines)+len(line) > logHolds {
		l.lost++
		l.total++
	} else {
		l.lines = append(l.lines, line...)
	}
	l.mu.Unlock()
	l.ring()
	return len(line), nil
}

// Lost returns how many lines were lost.
func (l *Log) Lost() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.total
}

// Close waits until all lines are written, but no longer than a line that nobody
// takes deserves: 2 s. What is written then is left where it is, and the process has
// to end.
func (l *Log) Close() {
	l.mu.Lock()
	l.over = true
	l.mu.Unlock()
	l.ring()
	timer := time.NewTimer(flushWithin)
	defer timer.Stop()
	select {
	case <-l.ended:
	case <-timer.C:
	}
}

func (l *Log) ring() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// run writes what waits until the end. A writer that fails has lost it: there is
// nowhere to say so.
func (l *Log) run() {
	defer close(l.ended)
	var out []byte
	for over := false; !over; {
		<-l.wake
		if out, over = l.take(out); len(out) > 0 {
			_, _ = l.to.Write(out)
		}
	}
}

// take returns what waits, and whether it is the last. It gives free for what comes.
func (l *Log) take(free []byte) ([]byte, bool) {
	l.mu.Lock()
	out, lost := l.lines, l.lost
	l.lines, l.lost = free[:0], 0
	over := l.over
	l.mu.Unlock()
	if lost > 0 {
		out = append(out, lostLine(lost)...)
	}
	return out, over
}

// lostLine is a line of the log about itself.
func lostLine(n uint64) []byte {
	var line bytes.Buffer
	slog.New(slog.NewTextHandler(&line, nil)).Warn("log lines lost: nobody took them in time", "lines", n)
	return line.Bytes()
}
