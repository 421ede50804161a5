package events

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func parsed(text, id string) (all []Event, err error) {
	err = parse(strings.NewReader(text), id, func(e Event) error { all = append(all, e); return nil })
	return all, err
}

// TestAStreamIsReadAsTheStandardSays: the examples of its section 9.2.6, and its corners.
func TestAStreamIsReadAsTheStandardSays(t *testing.T) {
	f := func(text string, want ...Event) {
		t.Helper()
		for _, end := range []string{"\n", "\r\n", "\r"} {
			got, err := parsed(strings.ReplaceAll(text, "\n", end), "")
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
			require.Equal(t, want, got, "%q", end)
		}
	}
	e := func(id, name, data string) Event { return Event{ID: id, Name: name, Data: []byte(data)} }
	f("data: YHOO\ndata: +2\ndata: 10\n\n", e("", "message", "YHOO\n+2\n10"))
	f(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
		e("1", "message", "first event"), e("", "message", "second event"), e("", "message", " third event"))
	f("data\n\ndata\ndata\n\ndata:", e("", "message", "\n"))
	f("data:test\n\ndata: test\n\n", e("", "message", "test"), e("", "message", "test"))
	f("event: plant\ndata: a\n\ndata: b\n\n", e("", "plant", "a"), e("", "message", "b"))
	f("id: 7\ndata: a\n\ndata: b\n\n", e("7", "message", "a"), e("7", "message", "b"))
	f("id: 7\x00\nretry: 10\nnothing: 1\ndata: a\n\n", e("", "message", "a"))
	f("event: gap\n\ndata: a\n\n", e("", "message", "a")) // without data it is none
	f("data: cut off")
	got, _ := parsed("data: a\n\n", "41")
	require.Equal(t, []Event{e("41", "message", "a")}, got)
	_, err := parsed(strings.Repeat("data: "+strings.Repeat("x", 1000)+"\n", 2000), "")
	require.ErrorContains(t, err, "longer than 1048576 bytes")
}

// FuzzParse: whatever comes, an event that is written down again is read as the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte("id: 1\nevent: plant\ndata: {}\n\n: nothing new\n\ndata\n\n"))
	f.Add([]byte("data: a\r\rdata: b\r\n\r\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		err := parse(bytes.NewReader(text), "", func(e Event) error {
			require.NotEmpty(t, e.Data)
			require.NotEmpty(t, e.Name)
			again := "id: " + e.ID + "\nevent: " + e.Name + "\n"
			for one := range strings.SplitSeq(string(e.Data), "\n") {
				again += "data: " + one + "\n"
			}
			same, _ := parsed(again+"\n", "")
			require.Equal(t, []Event{e}, same)
			return nil
		})
		require.Error(t, err)
	})
}
