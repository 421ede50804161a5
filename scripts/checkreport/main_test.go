package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/demo"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func good() demo.Report {
	var r demo.Report
	ratio, missing, oldest, delivered := energy.Ratio(0.3), energy.Ratio(0), 1.0, energy.Watts(5)
	r.Coverage.Missing, r.Coverage.OldestS = &missing, &oldest
	r.Plant.DeliveredW, r.Plant.IntervalW = &delivered, &[2]energy.Watts{4, 6}
	r.Homes.Expected, r.Homes.Reporting, r.Orders.InForce = 100, 100, 99
	r.Telemetry.Stored, r.Plant.RMSErrorRatio = 1, &ratio
	return r
}

func TestEachFailureIsNamed(t *testing.T) {
	f := func(spoil func(*demo.Report), want string) {
		t.Helper()
		r := good()
		spoil(&r)
		text, err := json.Marshal(r)
		require.NoError(t, err)
		failures, err := check(strings.NewReader(string(text)), 0.5)
		require.NoError(t, err)
		if want == "" {
			require.Empty(t, failures)
			return
		}
		require.Contains(t, strings.Join(failures, "\n"), want)
	}
	f(func(*demo.Report) {}, "")
	f(func(r *demo.Report) { r.Homes.Reporting = 90 }, "90 of 100 homes report")
	f(func(r *demo.Report) { r.Orders.InForce = 3 }, "in force in 3")
	f(func(r *demo.Report) { *r.Coverage.Missing = 0.65 }, "missing from the plant: 0.65")
	f(func(r *demo.Report) { r.Coverage.Missing = nil }, "missing from the plant: unknown")
	f(func(r *demo.Report) { *r.Coverage.OldestS = 30 }, "data is too old: 30")
	f(func(r *demo.Report) { r.Plant.IntervalW = nil }, "not known what the plant delivers")
	f(func(r *demo.Report) { r.Telemetry.Stored = 0 }, "stored")
	f(func(r *demo.Report) { r.Telemetry.Lost = 2 }, "2 samples")
	f(func(r *demo.Report) { r.Plant.RMSErrorRatio = nil }, "never judged")
	f(func(r *demo.Report) { *r.Plant.RMSErrorRatio = 1 }, "tracking error")
	f(func(r *demo.Report) { r.Errors = []string{"boom"} }, "boom")
}

func TestNoReportIsAFailure(t *testing.T) {
	_, err := check(strings.NewReader("building ..."), 0.5)
	require.ErrorContains(t, err, "no report")
}
