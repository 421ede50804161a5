package sheet_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
)

type writer interface {
	Write(*sheet.Row) error
	Close() error
}

func readAll(t *testing.T, read func(io.Reader, func(*sheet.Row), func(sheet.Flaw)) error, text string) (rows []sheet.Row, flaws []sheet.Flaw) {
	t.Helper()
	require.NoError(t, read(strings.NewReader(text), func(r *sheet.Row) { rows = append(rows, *r) }, func(f sheet.Flaw) { flaws = append(flaws, f) }))
	return rows, flaws
}

// again is what is read of rows that were written down.
func again(t *testing.T, rows []sheet.Row, read func(io.Reader, func(*sheet.Row), func(sheet.Flaw)) error, to func(io.Writer) writer) []sheet.Row {
	t.Helper()
	var out bytes.Buffer
	w := to(&out)
	for i := range rows {
		require.NoError(t, w.Write(&rows[i]))
	}
	require.NoError(t, w.Close())
	same, flaws := readAll(t, read, out.String())
	require.Empty(t, flaws, out.String())
	for i := range same {
		same[i].Line = rows[i].Line
	}
	return same
}

func toCSV(w io.Writer) writer  { return sheet.NewCSVWriter(w) }
func toJSON(w io.Writer) writer { return sheet.NewJSONWriter(w) }

// check has rows written in both forms, and read as the same. A line of a file
// is named for each flaw.
func check(t *testing.T, rows []sheet.Row, flaws []sheet.Flaw, lines int) {
	t.Helper()
	for _, f := range flaws {
		require.NotEmpty(t, f.Reason)
		require.Positive(t, f.Line)
		require.LessOrEqual(t, f.Line, lines+1)
	}
	for _, r := range rows {
		for _, c := range r.Used() {
			if !utf8.ValidString(r.Cells[c]) || strings.ContainsAny(r.Cells[c], "\r") {
				return // no form has these: what takes the rows in refuses them
			}
		}
	}
	if len(rows) > 0 {
		require.Equal(t, rows, again(t, rows, sheet.ReadCSV, toCSV))
		require.Equal(t, rows, again(t, rows, sheet.ReadJSON, toJSON))
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add("record,site,from\nsite,home-1,2026-01-01\nsite,\"a \"\"b\"\"\",\n")
	f.Add("\uFEFFSite,record\r\n x ,site\r\n")
	f.Add("record\n\"site\nsite\n")
	f.Add("record,record\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows, flaws := readAll(t, sheet.ReadCSV, text)
		check(t, rows, flaws, strings.Count(text, "\n"))
	})
}

func FuzzReadJSON(f *testing.F) {
	f.Add("[\n{\"record\":\"site\",\"site\":\"home-1\"},\n{\"record\":\"limit\",\"value\":1e3}\n]")
	f.Add(`[{"record":null},{"record":{}},7,"x"]`)
	f.Add(`[{"sight":"x"}`)
	f.Add(`{}`)
	f.Fuzz(func(t *testing.T, text string) {
		rows, flaws := readAll(t, sheet.ReadJSON, text)
		check(t, rows, flaws, strings.Count(text, "\n"))
	})
}

// broken is a file whose disk fails.
type broken struct{ io.Reader }

func (b broken) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err == io.EOF {
		err = io.ErrClosedPipe
	}
	return n, err
}

func TestAReaderThatFailsIsNoFlaw(t *testing.T) {
	f := func(read func(io.Reader, func(*sheet.Row), func(sheet.Flaw)) error, text string) {
		t.Helper()
		bad := 0
		err := read(broken{strings.NewReader(text)}, func(*sheet.Row) {}, func(sheet.Flaw) { bad++ })
		require.ErrorIs(t, err, io.ErrClosedPipe)
		require.Zero(t, bad)
	}
	f(sheet.ReadCSV, "record,site\nsite,home-1\n")
	f(sheet.ReadCSV, "")
	f(sheet.ReadJSON, `[{"record":"site"},`)
	f(sheet.ReadJSON, "")
}
