package programme

import (
	"encoding/json"
	"fmt"
	"time"
)

// Length is a length of time, in JSON whole milliseconds.
type Length time.Duration

// Of returns l as a time.Duration.
func (l Length) Of() time.Duration { return time.Duration(l) }

// String returns l as people read it.
func (l Length) String() string { return l.Of().String() }

// MarshalJSON returns milliseconds.
func (l Length) MarshalJSON() ([]byte, error) { return json.Marshal(l.Of().Milliseconds()) }

// longest is more than any length that is meant, and far from an overflow.
const longest = 100 * 365 * 24 * time.Hour

// UnmarshalJSON takes milliseconds, 0 to a hundred years.
func (l *Length) UnmarshalJSON(text []byte) error {
	var ms int64
	if err := json.Unmarshal(text, &ms); err != nil {
		return err
	}
	if ms < 0 || ms > longest.Milliseconds() {
		return fmt.Errorf("a length of %d ms: want 0 to %d", ms, longest.Milliseconds())
	}
	*l = Length(time.Duration(ms) * time.Millisecond)
	return nil
}
