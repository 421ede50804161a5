package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/child"
)

// restartAfter is how long a part that died stays away: long enough for every
// lease to end, so that what its absence does can be seen.
const restartAfter = 30 * time.Second

// part is one process of the plant and how to start it again. Until keep has
// returned it is keep's alone.
type part struct {
	process *child.Child
	again   func() (*child.Child, error)
	gateway bool
	died    []error
	gone    bool // the process has died and none has come in its place
}

// keep starts the part again each time it dies, until ctx ends. The plant has
// to live through the death of any of its parts; the report names each.
func (p *part) keep(ctx context.Context) error {
	for {
		err := p.process.Watch(ctx)
		if err == nil {
			return nil
		}
		p.died, p.gone = append(p.died, err), true
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(restartAfter):
		}
		process, err := p.again()
		if err != nil {
			return fmt.Errorf("start again: %w", err)
		}
		p.process, p.gone = process, false
	}
}

func (p *part) stop() error {
	if p.gone {
		return nil
	}
	return p.process.Stop(stopWait)
}
