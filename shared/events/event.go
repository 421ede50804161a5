package events

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
)

// longest bounds a line, and the data of one event.
const longest = 1 << 20

// Event is one of a stream.
type Event struct {
	ID   string // of it, or of the last before it that had one; empty for none
	Name string // "message" where the server gave it none
	Data []byte // never empty
}

// parse calls each with every event of a stream, whose last before it was id, until each
// fails or the stream ends, which is io.ErrUnexpectedEOF. An event that the end cuts off
// is none.
func parse(body io.Reader, id string, each func(Event) error) error {
	in := bufio.NewScanner(body)
	in.Buffer(nil, longest)
	in.Split(line)
	next := Event{ID: id}
	for in.Scan() {
		if len(in.Bytes()) > 0 {
			if next.take(in.Bytes()); len(next.Data) > longest {
				return fmt.Errorf("an event is longer than %d bytes", longest)
			}
			continue
		}
		if done, there := next.end(); there {
			if err := each(done); err != nil {
				return err
			}
		}
	}
	if err := in.Err(); err != nil {
		return err
	}
	return io.ErrUnexpectedEOF
}

// take adds what a line says. What the standard does not have is as if it were not there.
func (e *Event) take(line []byte) {
	field, value, _ := bytes.Cut(line, []byte(":"))
	value, _ = bytes.CutPrefix(value, []byte(" "))
	switch string(field) {
	case "data":
		e.Data = append(append(e.Data, value...), '\n')
	case "event":
		e.Name = string(value)
	case "id":
		if bytes.IndexByte(value, 0) < 0 {
			e.ID = string(value)
		}
	}
}

// end returns the event that an empty line ends, and false where there is none.
func (e *Event) end() (Event, bool) {
	done := Event{ID: e.ID, Name: e.Name}
	done.Data, _ = bytes.CutSuffix(e.Data, []byte("\n"))
	if done.Name == "" {
		done.Name = "message"
	}
	e.Name, e.Data = "", nil
	return done, len(done.Data) > 0
}

// line is a bufio.SplitFunc of lines that end with CR, LF or both.
func line(data []byte, atEOF bool) (advance int, token []byte, err error) {
	i := bytes.IndexAny(data, "\r\n")
	switch {
	case i < 0 || data[i] == '\r' && i+1 == len(data) && !atEOF: // an LF may follow
		return 0, nil, nil
	case data[i] == '\r' && i+1 < len(data) && data[i+1] == '\n':
		return i + 2, data[:i], nil
	}
	return i + 1, data[:i], nil
}
