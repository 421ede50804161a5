package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func status(ctx context.Context, c local.Client, o options, w io.Writer) error {
	s, err := c.Status(ctx)
	if err != nil {
		return err
	}
	if o.json {
		return printJSON(w, s)
	}
	fmt.Fprintf(w, "%s  %s, boot %d, up %v\n", s.Site, s.Software, s.Boot, time.Duration(s.UpS)*time.Second)
	fmt.Fprintf(w, "safety   %s, by %s%s\n", s.Safety, s.Layer, owner(s))
	fmt.Fprintf(w, "plan     %s\n", byClock(s.Plan))
	fmt.Fprintf(w, "loop     %d passes, %d over time, %d skipped; last %.1f ms, most %.1f ms\n", s.Loop.Passes, s.Loop.Overrun, s.Loop.Skipped, s.Loop.LastMS, s.Loop.MostMS)
	fmt.Fprintf(w, "cloud    %s; %d reports wait, %d of them on disk, %d given up, %d damaged\n", reached(s.Cloud), s.Cloud.Waiting, s.Cloud.OnDisk, s.Cloud.Dropped, s.Cloud.Damaged)
	buses(w, s.Buses)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i := range s.Devices {
		device(table, &s.Devices[i])
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, g := range s.Guests {
		fmt.Fprintf(w, "guests   %d at %s; %d requests, %d refused, %d slowed; %d turned away\n", g.Clients, g.Address, g.Requests, g.Refused, g.Slowed, g.TurnedAway+g.Strangers)
	}
	for _, a := range s.Alarms {
		fmt.Fprintln(w, "ALARM   ", a)
	}
	for _, n := range s.Notes {
		fmt.Fprintln(w, "note    ", n)
	}
	return nil
}

// device is a line for a device, and one for each thing that one has to know of it.
func device(w io.Writer, d *local.Device) {
	fmt.Fprintf(w, "device   %s\t%s\t%s\t%s\n", d.ID, d.State, d.Role, d.Identity)
	if d.Unseen != "" {
		fmt.Fprintf(w, "         %s\n", d.Unseen)
	}
	if d.Hurried != "" {
		fmt.Fprintf(w, "         pace: %s\n", d.Hurried)
	}
	if d.ReadOnly != "" {
		fmt.Fprintf(w, "         only read: %s\n", d.ReadOnly)
		paste(w, d.Vouch)
	}
	if d.Stays != "" {
		fmt.Fprintf(w, "         goes on with its last command when the gateway ends, as agreed: %s\n", d.Stays)
	}
	if d.Command != "" {
		fmt.Fprintf(w, "         commanded: %s\n", d.Command)
	}
	if d.Alone != "" && !said(d, d.Alone) {
		fmt.Fprintf(w, "         in its own mode: %s\n", d.Alone)
	}
	if d.Reserve != "" && !said(d, d.Reserve) {
		fmt.Fprintf(w, "         keeps no reserve by itself: %s\n", d.Reserve)
	}
	if d.Guard != "" && !said(d, d.Guard) {
		fmt.Fprintf(w, "         when the gateway ends: %s\n", d.Guard)
	}
	if d.Shared != "" {
		fmt.Fprintf(w, "         serves one connection, which is ours: others %s\n", d.Shared)
	}
}

// said tells whether why is no more than why the device is only read, which stands there.
func said(d *local.Device, why string) bool {
	return d.ReadOnly != "" && strings.Contains(why, d.ReadOnly)
}

// paste shows the lines that vouch for a device.
func paste(w io.Writer, lines string) {
	if lines == "" {
		return
	}
	fmt.Fprintln(w, "         try it, see that it obeys and falls back by itself; then write below its [[bus]] in the site file:")
	for line := range strings.Lines(lines) {
		fmt.Fprintf(w, "             %s", line)
	}
}

// buses are a line for each link, and one more where it has trouble.
func buses(w io.Writer, list []local.Bus) {
	for _, b := range list {
		lasts := ""
		if b.SinceS > 0 {
			lasts = fmt.Sprintf(" for %v", (time.Duration(b.SinceS) * time.Second).Round(time.Second))
		}
		fmt.Fprintf(w, "bus %d    %s  %s%s; %d foreign, %d busy, %d timeouts\n", b.Bus, b.Address, b.State, lasts, b.Foreign, b.Busy, b.Timeouts)
		if b.Why != "" {
			fmt.Fprintln(w, "        ", b.Why)
		}
		if b.Rival {
			fmt.Fprintln(w, "         another master polls this line")
		}
	}
}

func owner(s local.Status) string {
	out := ""
	if s.Reserve > 0 {
		out += fmt.Sprintf("; the owner keeps %.0f %%", 100*s.Reserve)
	}
	if s.Storm != nil {
		out += fmt.Sprintf("; storm watch for another %v", (time.Duration(*s.Storm) * time.Second).Round(time.Minute))
	}
	if s.Paused {
		out += "; paused by the owner"
	}
	if s.Armed != nil {
		out += fmt.Sprintf("; frequency response armed for another %v", (time.Duration(*s.Armed) * time.Second).Round(time.Minute))
	}
	if s.Lockout {
		out += "; locked out"
	}
	return out
}

func reached(c local.Cloud) string {
	switch {
	case c.Connected:
		return "connected"
	case c.Enrolled:
		return "away"
	}
	return "not enrolled"
}

func explain(ctx context.Context, c local.Client, o options, w io.Writer) error {
	at, err := when(o.at, time.Now())
	if err != nil {
		return err
	}
	e, err := c.Explain(ctx, at)
	if err != nil {
		return err
	}
	if o.json {
		return printJSON(w, e)
	}
	fmt.Fprintf(w, "%s  %s\n", e.At.Local().Format("2006-01-02 15:04:05"), e.Sentence)
	fmt.Fprintf(w, "grid %s, battery %s, PV %s, load %s, charge %s\n",
		power(e.Grid, "exported", "imported"), power(e.Battery, "discharging", "charging"),
		power(e.PV, "generated", "drawn"), power(e.Load, "fed in", "drawn"), share(e.SoC))
	if e.Plan != nil {
		fmt.Fprintf(w, "plan %s\n", byClock(*e.Plan))
	}
	if e.Course != nil {
		fmt.Fprintf(w, "order %d%s %s\n", e.Order, of(e.Plant), steps(e.Course))
	}
	return nil
}

func of(plant string) string {
	if plant == "" {
		return ""
	}
	return " of plant " + plant
}

// steps says when an order took each of its steps, and which it did not.
func steps(c *local.Course) string {
	text := "accepted " + c.Accepted.Local().Format(clockTime)
	for _, s := range []struct {
		name string
		at   time.Time
	}{{"written", c.Written}, {"read back", c.ReadBack}, {"measured", c.Measured}} {
		if s.at.IsZero() {
			text += ", not " + s.name + " yet"
			continue
		}
		text += ", " + s.name + " " + s.at.Local().Format(clockTime)
	}
	if c.Overruled != "" {
		text += "; overruled: " + c.Overruled
	}
	return text
}

const clockTime = "15:04:05.000"

// when reads a time of day as the last such one before now, or a whole time.
func when(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	for _, layout := range []string{"15:04:05", "15:04"} {
		t, err := time.ParseInLocation(layout, text, now.Location())
		if err != nil {
			continue
		}
		at := time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), t.Second(), 0, now.Location())
		if at.After(now) {
			at = at.AddDate(0, 0, -1)
		}
		return at, nil
	}
	return time.Time{}, &fault.Error{Op: "explain at", Kind: fault.Invalid, Subject: text, Hint: "want a time such as 16:05, 16:05:30 or 2030-01-31T16:05:00Z"}
}

func power(v *float64, positive, negative string) string {
	if v == nil {
		return "unknown"
	}
	return energy.Watts(*v).Words(positive, negative)
}

func share(v *float64) string {
	if v == nil {
		return "unknown"
	}
	return fmt.Sprintf("%.0f %%", 100**v)
}

func wear(ctx context.Context, c local.Client, o options, w io.Writer) error {
	list, err := c.Wear(ctx)
	if err != nil {
		return err
	}
	if o.json {
		return printJSON(w, list)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "DEVICE\tREGISTER\tNAME\tTODAY\tA DAY\tEVER")
	for _, r := range list {
		fmt.Fprintf(table, "%s\t%d\t%s\t%d\t%d\t%d\n", r.Device, r.Register, r.Name, r.Today, r.Budget, r.Total)
	}
	return table.Flush()
}
