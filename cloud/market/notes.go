package market

import (
	"fmt"

	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
)

// mostNamed bounds how many homes are named in the notes of a report: all are in its
// sources.
const mostNamed = 200

// notes tell what was left out, and of whom.
func notes(all []Delivered, absent []Absent) []string {
	var count baseline.Count
	homes := 0
	for _, d := range all {
		count.Missing += d.Result.Count.Missing
		count.Doubtful += d.Result.Count.Doubtful
		count.Unsynced += d.Result.Count.Unsynced
		if d.Result.Count.Any() {
			homes++
		}
	}
	if len(all) == 0 {
		return missed(absent)
	}
	list := []string{fmt.Sprintf("All intervals of %d meters are metered.", len(all))}
	if homes > 0 {
		list[0] = fmt.Sprintf("Of %d of %d meters intervals are not settled: %d missing, %d doubtful, %d of a clock that is not right.",
			homes, len(all), count.Missing, count.Doubtful, count.Unsynced)
	}
	return append(list, missed(absent)...)
}

// missed names who could not be settled.
func missed(absent []Absent) (list []string) {
	if len(absent) == 0 {
		return nil
	}
	list = append(list, fmt.Sprintf("%d of the homes that were called could not be settled: they are owed neither nothing nor something.", len(absent)))
	for _, a := range absent[:min(len(absent), mostNamed)] {
		list = append(list, fmt.Sprintf("%s: %s.", a.Readout.Meter, a.Why))
	}
	if more := len(absent) - mostNamed; more > 0 {
		list = append(list, fmt.Sprintf("And %d more.", more))
	}
	return list
}
