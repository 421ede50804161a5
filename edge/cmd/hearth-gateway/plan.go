package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// longestPlan is more than any plan takes as text.
const longestPlan = 128 << 10

func plan(ctx context.Context, c local.Client, o options, w io.Writer) error {
	switch more := o.operands[1:]; {
	case o.operand() == "set" && len(more) == 1:
		text, err := fileOf(more[0])
		if err != nil {
			return err
		}
		return c.Do(ctx, local.Act{Verb: local.SetPlan, Plan: text})
	case o.operand() == "clear" && len(more) == 0:
		return c.Do(ctx, local.Act{Verb: local.ClearPlan})
	case o.operand() == "show" && len(more) == 0:
		return showPlan(ctx, c, o, w)
	}
	return &fault.Error{Op: "plan", Kind: fault.Invalid, Subject: strings.Join(o.operands, " "), Hint: "want set FILE, show or clear"}
}

// fileOf reads a file, or standard input for "-".
func fileOf(name string) (string, error) {
	f := os.Stdin
	if name != "-" {
		var err error
		if f, err = os.Open(name); err != nil {
			return "", &fault.Error{Op: "plan set", Kind: fault.NotFound, Err: err, Hint: "name a file that can be read"}
		}
		defer f.Close()
	}
	text, err := io.ReadAll(io.LimitReader(f, longestPlan+1))
	if err == nil && len(text) > longestPlan {
		err = &fault.Error{Op: "plan set", Kind: fault.Invalid, Subject: name, Err: fmt.Errorf("more than %d bytes", longestPlan), Hint: "want 768 slots at most"}
	}
	return string(text), err
}

// showPlan prints the plan as it can be set again, and what holds now and the table
// behind it as remarks.
func showPlan(ctx context.Context, c local.Client, o options, w io.Writer) error {
	p, err := c.Planned(ctx)
	if err != nil {
		return err
	}
	if o.json {
		return printJSON(w, p)
	}
	fmt.Fprintln(w, "#", byClock(p.Plan))
	fmt.Fprint(w, p.Text)
	if len(p.Table) > 0 {
		fmt.Fprintf(w, "# the daily table, %s:\n# %s\n", p.Zone, strings.Join(p.Table, "\n# "))
	}
	return nil
}

// byClock says what is asked by the clock, and when the plan runs out.
func byClock(p local.Plan) string {
	at := func(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }
	text := map[string]string{
		"none": "none", "ahead": "from " + at(p.Starts) + " until " + at(p.Ends),
		"running": "until " + at(p.Ends), "ended": "ran out at " + at(p.Ends),
	}[p.State]
	switch p.By {
	case "plan":
		return text + "; asks: " + p.Asks
	case "table":
		return text + "; the daily table asks: " + p.Asks
	}
	return text + "; nothing is asked by the clock"
}
