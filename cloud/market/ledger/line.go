package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// longestLine bounds what is read as a line: the longest entry has less.
const longestLine = 8 << 10

var errLine = errors.New("not a line of a ledger")

// Line returns the entry as its line, ended, and the hash of its JSON.
func (e *Entry) Line() ([]byte, Hash, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return nil, Hash{}, err
	}
	hash := HashOf(body)
	line := append([]byte(hash.String()), ' ')
	return append(append(line, body...), '\n'), hash, nil
}

// ParseLine reads what Line returns, without its end. It accepts nothing that
// Line would write in another way. The hash is the one written, which is that of
// the entry only where intact is true.
func ParseLine(line []byte) (e Entry, hash Hash, intact bool, err error) {
	text, body, found := bytes.Cut(line, []byte(" "))
	if !found {
		return Entry{}, Hash{}, false, errLine
	}
	if err := hash.UnmarshalText(text); err != nil {
		return Entry{}, Hash{}, false, fmt.Errorf("%w: %w", errLine, err)
	}
	if err := json.Unmarshal(body, &e); err != nil {
		return Entry{}, Hash{}, false, fmt.Errorf("%w: %w", errLine, err)
	}
	again, err := json.Marshal(&e)
	if err != nil || !bytes.Equal(again, body) {
		return Entry{}, Hash{}, false, fmt.Errorf("%w: it is written in another way", errLine)
	}
	return e, hash, HashOf(body) == hash, nil
}
