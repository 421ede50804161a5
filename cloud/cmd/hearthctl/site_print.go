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

// printHome is a home as people read it: what it does, and each reading with its age.
func printHome(w io.Writer, s *api.Site) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(out, "%s is %s, %s\n", s.ID, strings.ReplaceAll(s.Condition, "_", " "), session(s))
	fmt.Fprintf(out, "in\t%s\n", groupsOf(s.Groups))
	fmt.Fprintf(out, "does\t%s\n", doing(s))
	fmt.Fprintf(out, "clock\t%s\n", clockOf(s.Clock))
	for _, name := range slices.Sorted(maps.Keys(s.Readings)) {
		r := s.Readings[name]
		age := "never read"
		if r.AgeS != nil {
			age = fmt.Sprintf("%.1f s old", *r.AgeS)
		}
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", name, number(name, r.Value), r.Quality, age)
	}
	return out.Flush()
}

func session(s *api.Site) string {
	switch {
	case !s.Enrolled && s.HeardS == nil:
		return "no gateway of it has enrolled"
	case s.HeardS == nil:
		return "enrolled and never heard"
	case s.Online:
		return fmt.Sprintf("connected, heard %.1f s ago, boot %d", *s.HeardS, s.Boot)
	}
	return fmt.Sprintf("not connected, heard %.1f s ago, boot %d", *s.HeardS, s.Boot)
}

func groupsOf(groups []api.SiteGroup) string {
	if len(groups) == 0 {
		return "no group"
	}
	var all []string
	for _, g := range groups {
		all = append(all, g.Kind+" "+g.ID)
	}
	return strings.Join(all, ", ")
}

// doing is what the home decided, where that is known of now.
func doing(s *api.Site) string {
	if s.State == nil || s.Layer == nil {
		return "not known now"
	}
	text := *s.State + " by " + *s.Layer
	if s.Approved != nil {
		text += ", battery " + inWords(energy.Watts(*s.Approved))
	} else {
		text += ", in its own mode"
	}
	if s.Order != nil && *s.Order != 0 {
		text += fmt.Sprintf(", order %d", *s.Order)
	}
	if s.Arm != nil && *s.Arm != 0 {
		text += ", armed to answer the frequency"
	}
	if len(s.Bounds) > 0 {
		text += ", bound by " + strings.Join(s.Bounds, ", ")
	}
	return text
}

func clockOf(c api.Clock) string {
	switch {
	case c.OffS == nil:
		return "not known"
	case *c.OffS < 0:
		return fmt.Sprintf("%s, %.1f s behind", c.State, -*c.OffS)
	}
	return fmt.Sprintf("%s, %.1f s ahead", c.State, *c.OffS)
}
