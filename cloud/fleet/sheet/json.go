package sheet

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// ReadJSON is ReadCSV for an array of objects.
func ReadJSON(r io.Reader, take func(*Row), bad func(Flaw)) error {
	lines := &counter{from: bufio.NewReader(r)}
	in := json.NewDecoder(lines)
	open, err := in.Token()
	if err == nil && open != json.Delim('[') {
		bad(Flaw{Line: 1, Reason: "it is no array", Hint: `send [{"record":"site","site":"home-1"}]`})
		return nil
	}
	for err == nil && in.More() {
		var raw json.RawMessage
		if err = in.Decode(&raw); err == nil {
			readObject(lines.at(in.InputOffset()-int64(len(raw))), raw, take, bad)
		}
	}
	if err == nil {
		_, err = in.Token()
	}
	if lines.failed != nil {
		return lines.failed
	}
	if err != nil {
		bad(Flaw{Line: lines.at(in.InputOffset()), Reason: err.Error(), Hint: "nothing after it could be read"})
	} else if in.More() {
		bad(Flaw{Line: lines.at(in.InputOffset()), Reason: "more follows the array", Hint: "send one array"})
	}
	return nil
}

func readObject(line int, raw []byte, take func(*Row), bad func(Flaw)) {
	in := json.NewDecoder(bytes.NewReader(raw))
	in.UseNumber()
	var object map[string]any
	if err := in.Decode(&object); err != nil || object == nil {
		bad(Flaw{Line: line, Reason: "it is no object", Hint: `a row is as {"record":"site","site":"home-1"}`})
		return
	}
	row, whole := Row{Line: line}, true
	for key, value := range object {
		c, ok := columnOf(key)
		if !ok {
			bad(Flaw{Line: line, Column: key, Reason: "no such column", Hint: "they are " + strings.Join(names[:], ", ")})
			whole = false
			continue
		}
		switch v := value.(type) {
		case nil:
		case string:
			row.Cells[c] = strings.TrimSpace(v)
		case json.Number:
			row.Cells[c] = v.String()
		default:
			bad(Flaw{Line: line, Column: key, Reason: "it is neither a text nor a number", Hint: "give one of them"})
			whole = false
		}
	}
	if whole {
		take(&row)
	}
}

// counter counts the lines of what is read from it.
type counter struct {
	from   *bufio.Reader
	read   int64
	breaks []int64 // where each line ends, from the last that was asked for
	passed int     // lines that ended before what was asked for
	failed error
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	for i := 0; ; {
		next := bytes.IndexByte(b[i:n], '\n')
		if next < 0 {
			break
		}
		i += next + 1
		c.breaks = append(c.breaks, c.read+int64(i))
	}
	c.read += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		c.failed = err
	}
	return n, err
}

// at returns the line of an offset in what was read. Offsets are asked for in
// rising order.
func (c *counter) at(offset int64) int {
	for len(c.breaks) > 0 && c.breaks[0] <= offset {
		c.breaks = c.breaks[1:]
		c.passed++
	}
	return c.passed + 1
}

// JSONWriter writes rows as an array, one row a line.
type JSONWriter struct {
	out *bufio.Writer
	any bool
}

// NewJSONWriter returns a writer of rows to w.
func NewJSONWriter(w io.Writer) *JSONWriter { return &JSONWriter{out: bufio.NewWriter(w)} }

// Write writes one row.
func (w *JSONWriter) Write(r *Row) error {
	start := "[\n{"
	if w.any {
		start = ",\n{"
	}
	w.any = true
	_, _ = w.out.WriteString(start) // Close has it
	for i, c := range r.Used() {
		text, err := json.Marshal(r.Cells[c])
		if err != nil {
			return err
		}
		if i > 0 {
			_ = w.out.WriteByte(',')
		}
		_, _ = w.out.WriteString(`"` + c.String() + `":`)
		_, _ = w.out.Write(text)
	}
	return w.out.WriteByte('}')
}

// Close ends the array. It does not close what it writes to.
func (w *JSONWriter) Close() error {
	end := "\n]\n"
	if !w.any {
		end = "[]\n"
	}
	_, _ = w.out.WriteString(end) // Flush has it
	return w.out.Flush()
}
