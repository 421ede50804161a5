package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

// StartState is how the newest start was, by which the next one knows why it is.
const StartState State = "start"

// start is one start of the gateway.
type start struct {
	Software string `json:"software"`
	Machine  string `json:"machine"` // of the machine's own start, "" where it has none
	Stopped  bool   `json:"stopped"` // by who runs it
}

func thisStart() start {
	id, _ := os.ReadFile("/proc/sys/kernel/random/boot_id") // Linux, proc(5); elsewhere there is none
	return start{Software: process.ThisBuild().Version, Machine: strings.TrimSpace(string(id))}
}

// after is the event of this start, with its cause as far as what was kept in dir of the
// one before tells.
func (s start) after(dir string, now time.Time) energy.Event {
	e := energy.Event{Kind: energy.Restarted, Severity: energy.Notice, At: now}
	var before start
	data, err := record.Load(dir, string(StartState))
	if err == nil {
		err = json.Unmarshal(data, &before)
	}
	switch {
	case fault.KindOf(err) == fault.NotFound:
		e.Text = "the first start here"
	case err != nil:
		e.Text = "nobody knows why: what was kept of the start before is damaged"
	case s.Software != before.Software:
		e.Text = fmt.Sprintf("software %s in place of %s", s.Software, before.Software)
	case s.Machine != before.Machine:
		e.Text = "the machine has restarted"
	case before.Stopped:
		e.Text = "it was stopped, and started again"
	default:
		e.Severity, e.Text = energy.Warning, "it died: it failed, hung or was killed"
	}
	return e
}

// keep runs the keeper until ctx ends, and notes last of all whether that is because
// stopped has ended, as who runs the gateway ends it.
func (g *Gateway) keep(ctx, stopped context.Context) error {
	g.keeper.PutNow(string(StartState), encode(g.start))
	keeping, end := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- g.keeper.Run(keeping) }()
	<-ctx.Done()
	if stopped.Err() != nil {
		last := g.start
		last.Stopped = true
		g.keeper.Put(string(StartState), encode(last))
	}
	end()
	return <-done
}
