package programme

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Encode returns entries that hold together, or not at all, as one record.
func Encode(entries []Entry) ([]byte, error) { return json.Marshal(entries) }

// Decode returns the entries of a record. What a later version has written, and
// this one does not know, is refused: to leave it out would be to undo it.
func Decode(record []byte) ([]Entry, error) {
	decoder := json.NewDecoder(bytes.NewReader(record))
	decoder.DisallowUnknownFields()
	var entries []Entry
	if err := decoder.Decode(&entries); err != nil {
		return nil, err
	}
	return entries, nil
}

// Replay returns the state that records say, the first first. It fails as Corrupt,
// naming the record, where one cannot have come after those before it.
func Replay(records [][]byte) (*State, error) {
	s := NewState()
	for i, record := range records {
		entries, err := Decode(record)
		for _, e := range entries {
			if err == nil {
				err = s.Apply(e)
			}
		}
		if err != nil {
			return nil, &fault.Error{
				Op: "read programmes' log", Kind: fault.Corrupt, Subject: fmt.Sprint("record ", i+1), Err: err,
				Hint: "restore it from a backup, or run the version that wrote it",
			}
		}
	}
	return s, nil
}
