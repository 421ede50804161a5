package scenario

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// line is one statement as it stands in its file.
type line struct {
	file  string
	no    int
	words []string
}

// text returns the statement with one space between words.
func (l line) text() string { return strings.Join(l.words, " ") }

// place is how people and editors name the line.
func (l line) place() string { return fmt.Sprintf("%s:%d", l.file, l.no) }

// lines cuts text into statements; "#" begins a comment at the start of a word.
func lines(file, text string) []line {
	var out []line
	no := 0
	for row := range strings.Lines(text) {
		no++
		words := wordsOf(row)
		if i := slices.IndexFunc(words, func(w string) bool { return strings.HasPrefix(w, "#") }); i >= 0 {
			words = words[:i]
		}
		if len(words) > 0 {
			out = append(out, line{file: file, no: no, words: words})
		}
	}
	return out
}

// wordsOf cuts a row at its spaces, but for those between double quotes.
func wordsOf(row string) (words []string) {
	word, quoted := "", false
	for _, r := range row + " " {
		switch {
		case !unicode.IsSpace(r) || quoted && r != '\n':
			word += string(r)
			quoted = quoted != (r == '"')
		case word != "":
			words, word = append(words, word), ""
		}
	}
	return words
}

// refuse returns the error of a line that cannot be understood.
func (l line) refuse(format string, args ...any) error {
	return &fault.Error{Op: "parse", Kind: fault.Invalid, Subject: l.place(), Err: fmt.Errorf(format, args...)}
}

// unknown refuses a name that is none of known, with the nearest of them.
func (l line) unknown(what, got string, known []string) error {
	if near := nearest(got, known); near != "" {
		return l.refuse("no %s %q: did you mean %q?", what, got, near)
	}
	return l.refuse("no %s %q: want one of %s", what, got, strings.Join(known, ", "))
}

// nearest returns the name that is a few typing mistakes from got, "" for none.
func nearest(got string, known []string) string {
	best, least := "", 1+len(got)/3
	for _, name := range slices.Sorted(slices.Values(known)) {
		if d := distance(got, name); d <= least && d < len(name) {
			best, least = name, d-1
		}
	}
	return best
}

// distance is Levenshtein's.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
