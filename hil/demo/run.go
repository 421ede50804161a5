package demo

import (
	"context"
	"log/slog"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/process"
)

// Run starts the plant, follows it until ctx ends or the time asked for is
// over, stops it and reports. An error says that it did not start; what went
// wrong later is in the report.
func Run(ctx context.Context, o Options, levels Levels, screen *Screen, log *slog.Logger) (Report, error) {
	if err := o.Preflight(); err != nil {
		return Report{}, err
	}
	held, err := process.Hold(o.State)
	if err != nil {
		return Report{}, err
	}
	defer held.Close() // nothing is written through it
	p, err := o.up(ctx)
	if err != nil {
		return Report{}, err
	}
	operator := &Operator{url: o.url() + "/api/v1/plants/" + string(PlantID), levels: levels, log: log}
	w := &watch{plant: p, operator: operator, screen: screen, started: time.Now()}
	if o.For > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.For)
		defer cancel()
	}
	err = w.run(ctx)
	report := newReport(o.Homes+o.Gateways, w.view(), w.known(time.Now()), w.score)
	report.Gateways.Processes, report.Gateways.RSSBytesMax = p.gateways()
	for _, e := range append([]error{err}, p.down()...) {
		if e != nil {
			report.Errors = append(report.Errors, e.Error())
		}
	}
	return report, nil
}
