package market

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/agenda"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// paced has each read of the past be followed by as long a pause, so that questions
// about the past have at most half of what operation lives on.
type paced struct {
	past Past
	now  func() time.Time
}

const longestPause = time.Second

// Known implements Past.
func (p *paced) Known(ctx context.Context, m Meter, span energy.Interval) ([]Known, error) {
	begun := p.now()
	known, err := p.past.Known(ctx, m, span)
	if err == nil {
		err = p.rest(ctx, begun)
	}
	return known, err
}

// Late implements Past.
func (p *paced) Late(ctx context.Context, site energy.SiteID, span energy.Interval) ([]agenda.Told, error) {
	begun := p.now()
	told, err := p.past.Late(ctx, site, span)
	if err == nil {
		err = p.rest(ctx, begun)
	}
	return told, err
}

func (p *paced) rest(ctx context.Context, begun time.Time) error {
	pause := time.NewTimer(min(p.now().Sub(begun), longestPause))
	defer pause.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-pause.C:
		return nil
	}
}
