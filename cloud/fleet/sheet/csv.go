package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// byteOrderMark is what spreadsheets put before the first column's name.
const byteOrderMark = "\uFEFF"

// ReadCSV hands each row of r to take, and each flaw of the form to bad. It
// returns an error of r itself only. The first line names the columns, in any
// order; those that are not used may be left out.
func ReadCSV(r io.Reader, take func(*Row), bad func(Flaw)) error {
	buffered := bufio.NewReader(r)
	if mark, err := buffered.Peek(len(byteOrderMark)); err == nil && string(mark) == byteOrderMark {
		_, _ = buffered.Discard(len(byteOrderMark))
	}
	in := csv.NewReader(buffered)
	in.FieldsPerRecord = -1
	order, err := header(in, bad)
	for err == nil {
		var fields []string
		fields, err = in.Read()
		if err != nil {
			break
		}
		line, _ := in.FieldPos(0)
		if len(fields) != len(order) {
			bad(Flaw{Line: line, Reason: fmt.Sprintf("it has %d fields", len(fields)), Hint: fmt.Sprintf("give the %d of the first line", len(order))})
			continue
		}
		row := Row{Line: line}
		for i, c := range order {
			row.Cells[c] = strings.TrimSpace(fields[i])
		}
		take(&row)
	}
	if broken := (*csv.ParseError)(nil); errors.As(err, &broken) {
		bad(Flaw{Line: broken.Line, Reason: broken.Err.Error(), Hint: "nothing after it could be read: put a text with quotes in it in quotes, and double those"})
		return nil
	}
	if errors.Is(err, io.EOF) || errors.Is(err, errHeader) {
		return nil
	}
	return err
}

var errHeader = errors.New("no columns")

// header returns the columns by their order in the file.
func header(in *csv.Reader, bad func(Flaw)) ([]Column, error) {
	wanted := "the first line is " + strings.Join(names[:], ",")
	fields, err := in.Read()
	if errors.Is(err, io.EOF) {
		bad(Flaw{Line: 1, Reason: "the file is empty", Hint: wanted})
		return nil, errHeader
	}
	if err != nil {
		return nil, err
	}
	order := make([]Column, 0, len(fields))
	for _, field := range fields {
		name := strings.ToLower(strings.TrimSpace(field))
		c, ok := columnOf(name)
		switch {
		case !ok:
			bad(Flaw{Line: 1, Column: name, Reason: "no such column", Hint: wanted})
			err = errHeader
		case slices.Contains(order, c):
			bad(Flaw{Line: 1, Column: name, Reason: "the column is there twice", Hint: wanted})
			err = errHeader
		}
		order = append(order, c)
	}
	if err == nil && !slices.Contains(order, Record) {
		bad(Flaw{Line: 1, Column: Record.String(), Reason: "the column is missing", Hint: wanted})
		err = errHeader
	}
	return order, err
}

// CSVWriter writes rows as CSV.
type CSVWriter struct{ out *csv.Writer }

// NewCSVWriter returns a writer of rows to w.
func NewCSVWriter(w io.Writer) *CSVWriter {
	out := csv.NewWriter(w)
	_ = out.Write(names[:]) // Close has it
	return &CSVWriter{out}
}

// Write writes one row.
func (w *CSVWriter) Write(r *Row) error { return w.out.Write(r.Cells[:]) }

// Close writes what is left. It does not close what it writes to.
func (w *CSVWriter) Close() error {
	w.out.Flush()
	return w.out.Error()
}
