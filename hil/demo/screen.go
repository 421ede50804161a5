package demo

import (
	"fmt"
	"io"
)

// Screen shows the status: a block redrawn in place on a terminal, a plain
// line now and then elsewhere.
type Screen struct {
	out   io.Writer
	width func() int // columns of the terminal; nil where out is none
	drawn int        // lines on the terminal to go over
}

// NewScreen returns a Screen that draws on out. Where out is a terminal, width
// tells its columns, which may change while the plant runs.
func NewScreen(out io.Writer, width func() int) *Screen { return &Screen{out: out, width: width} }

// plainEvery is how often a status line is printed where there is no terminal.
const plainEvery = 10

// Show draws second number n of the run.
func (s *Screen) Show(n int, st Status) {
	if s.width == nil {
		if n%plainEvery == 0 {
			fmt.Fprintln(s.out, st.line())
		}
		return
	}
	if s.drawn > 0 {
		fmt.Fprintf(s.out, "\x1b[%dA", s.drawn)
	}
	block, width := st.block(), s.width()
	for _, l := range block {
		fmt.Fprintf(s.out, "\x1b[2K%s\n", clip(l, width))
	}
	s.drawn = len(block)
}

// clip keeps a line on one row: one that wraps would break the drawing in
// place.
func clip(line string, width int) string {
	runes := []rune(line)
	if width < 1 || len(runes) < width {
		return line
	}
	return string(runes[:width-1])
}
