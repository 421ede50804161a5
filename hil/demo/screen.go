package demo

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Screen shows the status: redrawn in place on a terminal, a plain line now
// and then elsewhere.
type Screen struct {
	out      io.Writer
	terminal bool
	drawn    int // lines on the terminal to go over
}

// plainEvery is how often a status line is printed where there is no terminal.
const plainEvery = 10

// Show draws second number n of the run.
func (s *Screen) Show(n int, st Status) {
	if !s.terminal {
		if n%plainEvery == 0 {
			fmt.Fprintln(s.out, strings.Join(st.lines()[:2], "; "))
		}
		return
	}
	lines := st.lines()
	if s.drawn > 0 {
		fmt.Fprintf(s.out, "\x1b[%dA", s.drawn)
	}
	for _, l := range lines {
		fmt.Fprintf(s.out, "\x1b[2K%s\n", l)
	}
	s.drawn = len(lines)
}

// Status is one second of the plant, as shown.
type Status struct {
	View
	Running   time.Duration
	Truth     energy.Watts // what the simulator knows
	PerSecond float64      // messages
}

func (s Status) lines() []string {
	target, oldest := "nothing asked", "nothing read yet"
	if s.Target != nil {
		target = power(s.Target.PowerW)
	}
	if s.Coverage.OldestS != nil {
		oldest = fmt.Sprintf("oldest %.1f s", *s.Coverage.OldestS)
	}
	c := s.Coverage
	return []string{
		fmt.Sprintf("%-9s target %-24s delivered %s (90 %%: %s to %s; true %s)", s.Running.Round(time.Second), target,
			power(s.Delivered.MeanW), power(s.Delivered.IntervalW[0]), power(s.Delivered.IntervalW[1]), power(s.Truth)),
		fmt.Sprintf("homes %d of %d reporting: %.1f %% measured, %.1f %% modelled, %.1f %% missing, %s", c.Reporting, c.Homes,
			100*c.Measured, 100*c.Modelled, 100*c.Missing, oldest),
		fmt.Sprintf("limited: %s", reasons(s.Limited)),
		fmt.Sprintf("orders %d in force, %d sent, %d refused; %.0f messages/s; stored %d, lost %d, repeated %d", s.Orders.InForce,
			s.Orders.Sent, s.Orders.Refused, s.PerSecond, s.Telemetry.Stored, s.Telemetry.Lost, s.Telemetry.Repeated),
	}
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
