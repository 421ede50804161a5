package demo

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
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

// Status is one second of the plant, as shown.
type Status struct {
	View
	Running   time.Duration
	Truth     energy.Watts // what the simulator knows
	PerSecond float64      // messages
}

// block is the status for a terminal of the usual 80 columns.
func (s Status) block() []string {
	return []string{
		fmt.Sprintf("%-8s target     %s", s.Running.Round(time.Second), s.target()),
		fmt.Sprintf("         delivered  %s, in truth %s", power(s.Delivered.MeanW), power(s.Truth)),
		fmt.Sprintf("         90 %% sure  %s to %s", power(s.Delivered.IntervalW[0]), power(s.Delivered.IntervalW[1])),
		fmt.Sprintf("         homes      %d of %d reporting, %s", s.Coverage.Reporting, s.Coverage.Homes, s.oldest()),
		fmt.Sprintf("                    %s", s.shares()),
		fmt.Sprintf("         limited    %s", reasons(s.Limited)),
		fmt.Sprintf("         orders     %d in force, %d sent, %d refused", s.Orders.InForce, s.Orders.Sent, s.Orders.Refused),
		fmt.Sprintf("         messages   %.0f a second; samples: %d stored, %d lost, %d repeated", s.PerSecond,
			s.Telemetry.Stored, s.Telemetry.Lost, s.Telemetry.Repeated),
	}
}

// line is the status where each line stays.
func (s Status) line() string {
	return fmt.Sprintf("%s target %s, delivered %s (90 %%: %s to %s; in truth %s); homes %d of %d reporting: %s, %s; limited: %s; %.0f messages/s",
		s.Running.Round(time.Second), s.target(), power(s.Delivered.MeanW), power(s.Delivered.IntervalW[0]), power(s.Delivered.IntervalW[1]),
		power(s.Truth), s.Coverage.Reporting, s.Coverage.Homes, s.shares(), s.oldest(), reasons(s.Limited), s.PerSecond)
}

func (s Status) target() string {
	if s.Target == nil {
		return "nothing asked"
	}
	return power(s.Target.PowerW)
}

func (s Status) oldest() string {
	if s.Coverage.OldestS == nil {
		return "nothing read yet"
	}
	return fmt.Sprintf("oldest data %.1f s", *s.Coverage.OldestS)
}

func (s Status) shares() string {
	c := s.Coverage
	return fmt.Sprintf("%.1f %% measured, %.1f %% modelled, %.1f %% missing", 100*c.Measured, 100*c.Modelled, 100*c.Missing)
}

func power(w energy.Watts) string { return w.Words("discharging", "charging") }

func reasons(limited map[string]int) string {
	if len(limited) == 0 {
		return "none"
	}
	var parts []string
	for why, n := range limited {
		parts = append(parts, fmt.Sprintf("%d %s", n, why))
	}
	sort.Strings(parts)
	return strings.Join(parts, ", ")
}
