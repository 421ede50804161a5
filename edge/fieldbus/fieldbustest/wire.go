package fieldbustest

import (
	"io"
	"os"
	"time"
)

// Wire is a serial line as its master sees it: a port whose bytes take their
// time on the way, with one answerer at the far end. It keeps time by
// time.Sleep, so a synctest bubble makes it exact. One goroutine uses it.
type Wire struct {
	Character time.Duration // of one byte
	Gap       time.Duration // silence by which frames are told apart
	// Answer is what the far end says to a frame, and how long it thinks beyond
	// the gap; nil bytes for silence.
	Answer func(frame []byte) ([]byte, time.Duration)

	Busy  time.Duration // bytes on the wire, both ways
	Early int           // frames sent before the line was silent for a gap

	answer   []byte
	first    time.Time // when the first byte of answer has come
	silent   time.Time // since when nothing is on the line
	deadline time.Time
	closed   bool
}

// Limit is the shortest that an exchange of so many bytes can take: the bytes,
// and the silence behind each of the two frames.
func (w *Wire) Limit(request, answer int) time.Duration {
	return time.Duration(request+answer)*w.Character + 2*w.Gap
}

// Write puts a frame on the line. Like a driver's, it does not wait for it to be
// sent.
func (w *Wire) Write(frame []byte) (int, error) {
	if w.closed {
		return 0, os.ErrClosed
	}
	now := time.Now()
	if now.Sub(w.silent) < w.Gap {
		w.Early++
	}
	sent := now.Add(time.Duration(len(frame)) * w.Character)
	answer, thinks := w.Answer(frame)
	w.answer, w.first = answer, sent.Add(w.Gap+thinks+w.Character)
	w.silent = w.first.Add(time.Duration(len(answer)-1) * w.Character)
	w.Busy += time.Duration(len(frame)+len(answer)) * w.Character
	return len(frame), nil
}

// SetDeadline sets when Read gives up.
func (w *Wire) SetDeadline(until time.Time) error {
	w.deadline = until
	return nil
}

// Read returns the bytes that have come, and waits for the first.
func (w *Wire) Read(b []byte) (int, error) {
	if w.closed {
		return 0, io.EOF
	}
	now := time.Now()
	if len(w.answer) == 0 || w.first.After(w.deadline) {
		time.Sleep(w.deadline.Sub(now))
		return 0, os.ErrDeadlineExceeded
	}
	time.Sleep(w.first.Sub(now))
	came := 1 + int(time.Since(w.first)/w.Character)
	n := copy(b[:min(len(b), came)], w.answer)
	w.answer, w.first = w.answer[n:], w.first.Add(time.Duration(n)*w.Character)
	return n, nil
}

// Close ends the line.
func (w *Wire) Close() error {
	w.closed = true
	return nil
}
