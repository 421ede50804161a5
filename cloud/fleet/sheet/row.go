package sheet

import (
	"fmt"
	"strings"
)

// Column is one of the columns of a sheet.
type Column int

// The columns, in the order they are written.
const (
	Record Column = iota // what the row is: "site", "group", ...
	Group
	Kind
	Site
	Part
	Device
	Name
	Value
	Source
	Stated
	From
	To
	columns
)

var names = [columns]string{"record", "group", "kind", "site", "part", "device", "name", "value", "source", "stated", "from", "to"}

// String returns the column's name.
func (c Column) String() string { return names[c] }

// columnOf returns the column of a name.
func columnOf(name string) (Column, bool) {
	for c, n := range names {
		if n == name {
			return Column(c), true
		}
	}
	return 0, false
}

// Row is one row: a text for each column, empty where there is none.
type Row struct {
	Line  int // in the file it was read from, from 1
	Cells [columns]string
}

// Used returns the columns that have a text.
func (r *Row) Used() []Column {
	var used []Column
	for c, text := range r.Cells {
		if text != "" {
			used = append(used, Column(c))
		}
	}
	return used
}

// Flaw is what is wrong with one row of a file, and the way out.
type Flaw struct {
	Line   int
	Column string // "" where it is the row as a whole
	Value  string // as it stands there; "" where it is a person's
	Reason string
	Hint   string
}

// Error returns the flaw in one line.
func (f Flaw) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "line %d: ", f.Line)
	if f.Column != "" {
		b.WriteString(f.Column + " ")
	}
	if f.Value != "" {
		fmt.Fprintf(&b, "%q: ", f.Value)
	}
	b.WriteString(f.Reason)
	if f.Hint != "" {
		b.WriteString(" (" + f.Hint + ")")
	}
	return b.String()
}

// Format is how a sheet is written down.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	JSON Format = "json"
)
