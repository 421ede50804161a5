package splittest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// ErrMissing is where GLPK is not on this machine.
var ErrMissing = errors.New("glpsol is not here: apt-get install glpk-utils")

// Unmet returns by how much every answer misses the target, a magnitude.
func (p *Problem) Unmet(ctx context.Context) (energy.Watts, error) {
	var m model
	fmt.Fprintf(&m.goal, " miss")
	fmt.Fprintf(&m.rows, " up: miss %s >= %.17g\n", p.total(1), float64(p.Target))
	fmt.Fprintf(&m.rows, " down: miss %s >= %.17g\n", p.total(-1), -float64(p.Target))
	p.constrain(&m)
	miss, err := m.solve(ctx)
	return energy.Watts(miss), err
}

// Bound returns what any answer that gives met costs at least, near to the
// cost of shares where these cost least. An answer that gives another power pays
// more for each watt than any home would: met may have been rounded.
func (p *Problem) Bound(ctx context.Context, met energy.Watts, shares []energy.Watts) (float64, error) {
	var m model
	dear := 1.0
	for i, x := range shares {
		fmt.Fprintf(&m.goal, " + c%d", i)
		for _, t := range tangents(&p.Up[i], float64(x)) {
			dear = max(dear, m.above(i, t, -1))
		}
		for _, t := range tangents(&p.Down[i], -float64(x)) {
			dear = max(dear, m.above(i, t, 1))
		}
	}
	fmt.Fprintf(&m.goal, " %+.17g off", dear)
	fmt.Fprintf(&m.rows, " over: off %s >= %.17g\n short: off %s >= %.17g\n", p.total(-1), -float64(met), p.total(1), float64(met))
	p.constrain(&m)
	return m.solve(ctx)
}

func (p *Problem) total(sign int) string {
	var b strings.Builder
	for i := range p.Up {
		fmt.Fprintf(&b, " %+d x%d", sign, i)
	}
	return b.String()
}

// constrain adds what homes can do and what nodes may.
func (p *Problem) constrain(m *model) {
	sums := make([]strings.Builder, len(p.Parents))
	for i := range p.Up {
		fmt.Fprintf(&m.bounds, " %.17g <= x%d <= %.17g\n", -able(&p.Down[i]), i, able(&p.Up[i]))
		for v := p.At[i]; v >= 0; v = p.Parents[v] {
			fmt.Fprintf(&sums[v], " + x%d", i)
		}
	}
	for v, l := range p.Limits {
		if sums[v].Len() == 0 {
			continue
		}
		if energy.IsFinite(l.Min) {
			fmt.Fprintf(&m.rows, " min%d: %s >= %.17g\n", v, sums[v].String(), float64(l.Min))
		}
		if energy.IsFinite(l.Max) {
			fmt.Fprintf(&m.rows, " max%d: %s <= %.17g\n", v, sums[v].String(), float64(l.Max))
		}
	}
}

// model is a linear programme in CPLEX LP format.
type model struct{ goal, rows, bounds strings.Builder }

// above has the cost of a home be above a tangent, and returns twice its slope.
func (m *model) above(home int, t tangent, sign float64) float64 {
	fmt.Fprintf(&m.rows, " c%d %+.17g x%d >= %.17g\n", home, sign*t.slope, home, t.at0)
	return 2 * t.slope
}

// solve returns the least of the goal, reckoned in whole fractions that are within a
// billionth of the numbers given.
func (m *model) solve(ctx context.Context) (float64, error) {
	glpsol, err := exec.LookPath("glpsol")
	if err != nil {
		return 0, ErrMissing
	}
	dir, err := os.MkdirTemp("", "splittest")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	in, out := filepath.Join(dir, "in.lp"), filepath.Join(dir, "out")
	text := "Minimize\n goal:" + m.goal.String() + "\nSubject To\n" + m.rows.String() + "Bounds\n" + m.bounds.String() + "End\n"
	if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
		return 0, err
	}
	if said, err := exec.CommandContext(ctx, glpsol, "--exact", "--lp", in, "-w", out).CombinedOutput(); err != nil {
		return 0, fmt.Errorf("glpsol: %w: %s", err, said)
	}
	return least(out)
}

// least reads the goal from "s bas ROWS COLUMNS f f GOAL", where f stands for found.
func least(file string) (float64, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(text) {
		f := strings.Fields(string(line))
		if len(f) == 7 && f[0] == "s" && f[4] == "f" && f[5] == "f" {
			return strconv.ParseFloat(f[6], 64)
		}
	}
	return 0, fmt.Errorf("glpsol found no answer: %s", bytes.Join(bytes.SplitN(text, []byte("\n"), 9)[:8], []byte(" ")))
}
