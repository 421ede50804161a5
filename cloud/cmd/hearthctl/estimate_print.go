package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
)

func printSite(w io.Writer, e *api.SiteEstimate) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	condition := "not known of then"
	if e.Condition != nil {
		condition = *e.Condition
	}
	fmt.Fprintf(out, "%s at %s, by %s, %s\n\tmean\t%.0f %% interval\tage\t\n", e.Site, e.At.Format(time.RFC3339), e.Basis, condition, 100*e.Level)
	c := &e.Capability
	for _, one := range []struct {
		name string
		of   api.Estimate
	}{
		{"battery_w", e.Battery}, {"pv_w", e.PV}, {"load_w", e.Load}, {"grid_w", e.Grid}, {"soc_ratio", e.SoC},
		{"max_discharge_w", c.Discharge}, {"max_charge_w", c.Charge}, {"energy_up_wh", c.EnergyUp}, {"energy_down_wh", c.EnergyDown},
		{"discharge_lasts_s", c.DischargeLasts}, {"charge_lasts_s", c.ChargeLasts},
	} {
		age := "never read"
		if one.of.AgeS != nil {
			age = fmt.Sprintf("%.1f s", *one.of.AgeS)
		}
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", one.name, number(one.name, one.of.Mean), interval(one.name, one.of.Interval), age, one.of.Provenance)
	}
	return out.Flush()
}

func printGroup(w io.Writer, e *api.GroupEstimate) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	whose := e.Kind + " " + e.ID
	if e.Kind == e.ID { // of no group
		whose = "the " + e.Kind
	}
	fmt.Fprintf(out, "%s at %s, %s\n\tmean\t%.0f %% interval\thomes\n", whose, e.At.Format(time.RFC3339), coverage(e.Coverage), 100*e.Level)
	for _, one := range []struct {
		name string
		of   api.Sum
	}{
		{"battery_w", e.Battery}, {"pv_w", e.PV}, {"load_w", e.Load}, {"grid_w", e.Grid}, {"stored_wh", e.Stored},
		{"up_w", e.Capability.Up}, {"down_w", e.Capability.Down},
	} {
		fmt.Fprintf(out, "%s\t%s\t%s\t%d\n", one.name, number(one.name, one.of.Mean), interval(one.name, one.of.Interval), one.of.Homes)
	}
	for _, f := range e.Firm {
		fmt.Fprintf(out, "firm for %v\t%.0f up, %.0f down\twith %.0f %%\t%s\n", time.Duration(f.ForS*float64(time.Second)), f.UpW, f.DownW, 100*f.Probability, secured(f.Secured))
	}
	fmt.Fprintf(out, "homes\t%s\n", byState(e.States))
	return out.Flush()
}

// secured is what stands the loss of any one region, and what that costs.
func secured(s *api.Secured) string {
	if s == nil {
		return ""
	}
	text := fmt.Sprintf("%.0f up whichever region is lost", s.UpW)
	if s.Against == nil {
		return text
	}
	region := "zone " + *s.Against
	if *s.Against == "" {
		region = "the homes in no zone"
	}
	return text + fmt.Sprintf(", %.1f %% held back for %s", 100*s.HeldBack, region)
}

func coverage(c api.GroupCoverage) string {
	text := fmt.Sprintf("%d homes: %.1f %% measured, %.1f %% modelled, %.1f %% missing", c.Homes, 100*c.Measured, 100*c.Modelled, 100*c.Missing)
	if c.OldestS != nil && c.MedianS != nil {
		text += fmt.Sprintf(", data %.1f s old, the oldest %.1f s", *c.MedianS, *c.OldestS)
	}
	return text
}

func byState(states map[string]int) string {
	var parts []string
	for _, name := range []string{"ready", "mute", "guessed", "silent"} {
		parts = append(parts, fmt.Sprintf("%d %s", states[name], name))
	}
	return strings.Join(parts, ", ")
}

// number is a value in the unit of its name; what is missing is no 0.
func number(name string, v *float64) string {
	if v == nil {
		return "missing"
	}
	digits := 0
	if strings.HasSuffix(name, "_ratio") {
		digits = 3
	}
	return strconv.FormatFloat(*v, 'f', digits, 64)
}

func interval(name string, v *[2]float64) string {
	if v == nil {
		return "-"
	}
	return number(name, &v[0]) + " … " + number(name, &v[1])
}
