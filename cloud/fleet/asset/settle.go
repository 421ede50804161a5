package asset

import (
	"slices"
	"strconv"
	"strings"
)

// Rule is how one value is chosen where sources disagree.
type Rule string

// The rules.
const (
	Only   Rule = "only"   // all sources say the same
	Lower  Rule = "lower"  // of a rating the lowest: nothing is asked to do more than all agree on
	Newest Rule = "newest" // of anything else what was stated last
)

// Settled is a fact as it is used, and all that was said of it.
type Settled struct {
	Name  FactName
	Value string
	Rule  Rule
	Said  []Fact // by source
}

// Settle returns each fact once, in the order of FactNames.
func Settle(facts []Fact) []Settled {
	var all []Settled
	for _, name := range FactNames() {
		said := slices.DeleteFunc(slices.Clone(facts), func(f Fact) bool { return f.Name != name })
		if len(said) == 0 {
			continue
		}
		slices.SortFunc(said, func(a, b Fact) int { return strings.Compare(a.Source, b.Source) })
		all = append(all, settle(name, said))
	}
	return all
}

func settle(name FactName, said []Fact) Settled {
	used, rule := said[0], Only
	for _, f := range said[1:] {
		switch {
		case name.IsRating():
			if a, b := number(f.Value), number(used.Value); a != b {
				rule = Lower
				if a < b {
					used = f
				}
			}
		case f.Value != used.Value:
			rule = Newest
			if f.Stated.After(used.Stated) {
				used = f
			}
		}
	}
	return Settled{Name: name, Value: used.Value, Rule: rule, Said: said}
}

// number returns the value of a rating, which was checked when it was taken in.
func number(s string) float64 {
	v, _ := strconv.ParseFloat(s, 64)
	return v
}
