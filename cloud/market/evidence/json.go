package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// JSON returns the report as JSON, the same bytes for the same report.
func (r *Report) JSON() ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(r, "", " ")
	return append(text, '\n'), err
}

// mostReport bounds what is read as a report, in bytes.
const mostReport = 256 << 20

// Parse reads what JSON returns, and nothing else: a report that was changed by
// hand, or has what this version does not know, is refused with fault.Corrupt.
func Parse(in io.Reader) (Report, error) {
	text, err := io.ReadAll(io.LimitReader(in, mostReport+1))
	if err == nil && len(text) > mostReport {
		err = errors.New("it is too long")
	}
	var r Report
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	var again []byte
	if err == nil {
		again, err = r.JSON()
	}
	if err == nil && !bytes.Equal(again, text) {
		err = errors.New("it is not written as reports are")
	}
	if err != nil {
		return Report{}, &fault.Error{Op: "read evidence", Kind: fault.Corrupt, Err: err, Hint: "take the report as it was made"}
	}
	return r, nil
}
