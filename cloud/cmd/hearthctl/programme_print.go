package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// mostShown is how many homes that are left out are named, of which there may be many.
const mostShown = 20

func printCalls(w io.Writer, list *api.CallList) error {
	if h := list.Halted; h != nil {
		fmt.Fprintf(w, "ALL IS STOPPED since %s%s%s: hearthctl resume\n", when(h.At), prefixed(" by ", string(h.By)), prefixed(", ", h.Why))
	}
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "CALL\tPROGRAMME\tNODE\tSTAGE\tFROM\tTO\tWANTED\tASKED\tDONE\tHOMES")
	for i := range list.Calls {
		c := &list.Calls[i]
		given, done := "-", "-"
		if d := c.Delivery; d != nil {
			given = said(d.Given)
			if d.Delivered != nil {
				done = said(*d.Delivered)
			}
		}
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\n", c.ID, c.Programme, c.Node, stage(c), when(c.Start), when(c.End), asked(c.Up, c.Down), given, done, c.Homes)
	}
	return out.Flush()
}

// stage says how far a call is, and what it waits for.
func stage(c *api.Call) string {
	if c.Guarded && c.Approval == nil && (c.Stage == "planned" || c.Stage == "noticed") {
		return c.Stage + ", to be approved"
	}
	return c.Stage
}

func prefixed(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

// said is a power in words, not signs.
func said(w energy.Watts) string {
	if w < 0 {
		return kilowatts(-w) + " charging"
	}
	return kilowatts(w) + " discharging"
}

func kilowatts(w energy.Watts) string { return fmt.Sprintf("%.1f kW", float64(w)/1000) }

// asked says magnitudes.
func asked(up, down energy.Watts) string {
	var parts []string
	if up > 0 || down == 0 {
		parts = append(parts, kilowatts(up)+" up")
	}
	if down > 0 {
		parts = append(parts, kilowatts(down)+" down")
	}
	return strings.Join(parts, ", ")
}

func printCall(w io.Writer, c *api.CallDetail) error {
	fmt.Fprintf(w, "%s of %s at %s: %s%s\n", c.ID, c.Programme, c.Node, stage(&c.Call), prefixed(", ", c.Why))
	fmt.Fprintf(w, "from %s to %s, asks for %s of %d homes\n", when(c.Start), when(c.End), asked(c.Up, c.Down), c.Homes)
	fmt.Fprintf(w, "proposed by %s", c.By)
	if c.Approval != nil {
		fmt.Fprintf(w, ", approved by %s", c.Approval.By)
	}
	if c.Terms.Rules.NoticeMS > 0 {
		fmt.Fprintf(w, ", %d of %d owners told", c.Told, c.Homes)
	}
	fmt.Fprintln(w)
	if d := c.Delivery; d != nil {
		fmt.Fprintf(w, "asks for %s of %s that it wants; its homes can %s\n", said(d.Given), said(d.Wanted), asked(d.Up, d.Down))
		if d.Delivered != nil {
			fmt.Fprintf(w, "the homes of %s do %s\n", c.Node, said(*d.Delivered))
		}
		if len(d.Bounds) > 0 {
			fmt.Fprintf(w, "bound by: %s\n", words(strings.Join(d.Bounds, ", ")))
		}
	}
	return printLeftOut(w, c.LeftOut)
}

// printLeftOut tells how many homes are left out and why, and names some.
func printLeftOut(w io.Writer, list []api.LeftOut) error {
	why := map[string]int{}
	for i := range list {
		why[list[i].Why]++
	}
	for _, reason := range slices.Sorted(maps.Keys(why)) {
		fmt.Fprintf(w, "left out: %d homes, %s\n", why[reason], words(reason))
	}
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i := range list[:min(len(list), mostShown)] {
		l := &list[i]
		text := words(l.Why) + prefixed(": ", l.Detail)
		if l.Conflict != nil {
			text += fmt.Sprintf(" (%s has its %s until %s)", l.Conflict.With, words(l.Conflict.Resource), when(l.Conflict.End))
		}
		if l.Partly {
			text += ", in part"
		}
		fmt.Fprintf(out, "  %s\t%s\n", l.Site, text)
	}
	if more := len(list) - mostShown; more > 0 {
		fmt.Fprintf(out, "  and %d more: --json\n", more)
	}
	return out.Flush()
}

func printPlan(w io.Writer, p *api.Plan) error {
	if p.Refused != "" {
		fmt.Fprintf(w, "would be refused: %s\n", p.Refused)
	}
	if p.Call == nil {
		return nil
	}
	fmt.Fprintf(w, "%s of %s at %s, from %s to %s\n", p.Call.ID, p.Call.Programme, p.Call.Node, when(p.Call.Start), when(p.Call.End))
	fmt.Fprintf(w, "claims %s of %d homes\n", asked(p.Up, p.Down), p.Call.Homes)
	if p.FirmUp != nil && p.FirmDown != nil {
		fmt.Fprintf(w, "firm with a probability of 95 %% is %s\n", asked(*p.FirmUp, *p.FirmDown))
	}
	for _, r := range p.Regions {
		limit := "its cap is not known"
		if r.Cap != nil {
			limit = "of at most " + kilowatts(*r.Cap)
		}
		fmt.Fprintf(w, "  %s: %s of %d homes, %s\n", r.Region, asked(r.Up, r.Down), r.Homes, limit)
	}
	for _, bind := range p.Binds {
		fmt.Fprintf(w, "bound by %s\n", bind)
	}
	for _, l := range p.Cuts {
		fmt.Fprintf(w, "takes %s of %d homes from call %s\n", asked(l.Up, l.Down), l.Homes, l.Call)
	}
	if p.Call.Guarded && p.Call.Approval == nil {
		fmt.Fprintf(w, "has to be approved by somebody else than %s: hearthctl call approve %s --as NAME\n", p.Call.By, p.Call.ID)
	}
	return printLeftOut(w, p.LeftOut)
}
