package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/hearthgrid/hearthgrid/hil/demo"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func main() {
	worst := flag.Float64("worst-error", 0.6, "tracking error beyond which the order counts as not followed; a few homes alone follow nothing well")
	flag.Parse()
	failures, err := check(os.Stdin, energy.Ratio(*worst))
	if err != nil {
		failures = append(failures, err.Error())
	}
	for _, f := range failures {
		fmt.Fprintln(os.Stderr, "checkreport:", f)
	}
	if len(failures) > 0 {
		os.Exit(1)
	}
}

// check judges a report. A plant that does nothing has a tracking error of 1;
// one that is as slow as its slowest batteries stays well below.
func check(in io.Reader, worst energy.Ratio) (failures []string, err error) {
	var r demo.Report
	if err := json.NewDecoder(in).Decode(&r); err != nil {
		return nil, fmt.Errorf("no report: %w", err)
	}
	fail := func(wrong bool, format string, args ...any) {
		if wrong {
			failures = append(failures, fmt.Sprintf(format, args...))
		}
	}
	for _, e := range r.Errors {
		fail(true, "the run had an error: %s", e)
	}
	fail(r.Homes.Expected == 0 || r.Homes.Reporting < r.Homes.Expected*98/100, "%d of %d homes report", r.Homes.Reporting, r.Homes.Expected)
	fail(r.Orders.InForce < r.Homes.Expected*9/10, "orders are in force in %d of %d homes", r.Orders.InForce, r.Homes.Expected)
	fail(r.Coverage.Missing == nil || *r.Coverage.Missing > 0.02, "homes are missing from the plant: %s", share(r.Coverage.Missing))
	fail(r.Coverage.OldestS == nil || *r.Coverage.OldestS > 5, "data is too old: %s s", share(r.Coverage.OldestS))
	fail(r.Plant.IntervalW == nil || r.Plant.DeliveredW == nil, "it is not known what the plant delivers")
	fail(r.Telemetry.Stored == 0, "no telemetry is stored")
	fail(r.Telemetry.Lost > 0, "%d samples are lost", r.Telemetry.Lost)
	if r.Plant.RMSErrorRatio == nil {
		return append(failures, "the plant was never judged: no target, or its homes never were there"), nil
	}
	fail(*r.Plant.RMSErrorRatio > worst, "tracking error is %.2f of the target, want at most %.2f", *r.Plant.RMSErrorRatio, worst)
	return failures, nil
}

func share[T ~float64](v *T) string {
	if v == nil {
		return "unknown"
	}
	return fmt.Sprintf("%.2f", float64(*v))
}
