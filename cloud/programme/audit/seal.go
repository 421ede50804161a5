package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// Seal is what a record says of itself and all before it. Before the first it is
// all zero.
type Seal [sha256.Size]byte

// String returns the seal in hex.
func (s Seal) String() string { return hex.EncodeToString(s[:]) }

const sealed = 2 * sha256.Size // characters of a seal in a line

// after returns the seal of text that follows s.
func (s Seal) after(text []byte) Seal {
	h := sha256.New()
	h.Write(s[:])
	h.Write(text)
	return Seal(h.Sum(nil))
}

func encode(head Seal, text []byte) (line []byte, seal Seal, err error) {
	if len(text) == 0 || bytes.IndexByte(text, '\n') >= 0 {
		return nil, Seal{}, errors.New("a record is one line and not empty")
	}
	seal = head.after(text)
	line = make([]byte, 0, sealed+2+len(text))
	line = hex.AppendEncode(line, seal[:])
	line = append(append(line, ' '), text...)
	return append(line, '\n'), seal, nil
}

// Decode returns the records of a file, the seal of the last and how many bytes
// they take. What follows them is a record without its end. It fails where a
// whole line does not match its seal.
func Decode(data []byte) (records [][]byte, head Seal, size int, err error) {
	for {
		end := bytes.IndexByte(data[size:], '\n')
		if end < 0 {
			return records, head, size, nil
		}
		line := data[size : size+end]
		if len(line) < sealed+2 || line[sealed] != ' ' {
			return nil, Seal{}, 0, fmt.Errorf("line %d is no record", len(records)+1)
		}
		text := line[sealed+1:]
		seal := head.after(text)
		if seal.String() != string(line[:sealed]) {
			return nil, Seal{}, 0, fmt.Errorf("line %d does not match its seal: it or one before it was edited, taken out or put in", len(records)+1)
		}
		records, head, size = append(records, text), seal, size+end+1
	}
}
