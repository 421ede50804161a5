package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

const heading = `# What is shown, and by what

Written by ` + "`go run ./scripts/coverage`" + `, from the names of tests and scenario scripts. FaultNNN is a scenario of the list
of faults, RowNN a row of the mission.
`

// list is the text of docs/coverage.md.
func list(proofs []proof) string {
	var out strings.Builder
	out.WriteString(heading)
	section(&out, "Faults", "Fault", proofs)
	section(&out, "Rows of the mission", "Row", proofs)
	return out.String()
}

func section(out *strings.Builder, title, prefix string, proofs []proof) {
	fmt.Fprintf(out, "\n## %s\n\n| shows | by | in |\n|---|---|---|\n", title)
	for _, p := range sorted(proofs) {
		if strings.HasPrefix(p.shows, prefix) {
			fmt.Fprintf(out, "| %s | `%s` | `%s` |\n", p.shows, p.name, p.where)
		}
	}
}

func sorted(proofs []proof) []proof {
	return slices.SortedStableFunc(slices.Values(proofs), func(a, b proof) int {
		return cmp.Or(cmp.Compare(a.shows, b.shows), cmp.Compare(a.where, b.where), cmp.Compare(a.name, b.name))
	})
}
