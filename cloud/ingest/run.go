package ingest

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// TellEvery is the least time between two acknowledgements to one home.
const TellEvery = 2 * time.Second

// Patience is how long history may take to store what it took.
const Patience = 30 * time.Second

// Run tells homes what is stored until ctx ends, one partition at a time so
// that the fleet is not told at once. It returns nil.
func (r *Receiver) Run(ctx context.Context) error {
	tick := time.NewTicker(TellEvery / wire.Partitions)
	defer tick.Stop()
	for next := 0; ; next = (next + 1) % wire.Partitions {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			r.tell(&r.shards[next])
		}
	}
}

type notice struct {
	site      energy.SiteID
	boot, seq uint64
}

func (r *Receiver) tell(sh *shard) {
	for _, n := range r.due(sh) {
		payload, err := wire.EncodeStored(n.boot, n.seq)
		if err == nil {
			err = r.publish.Publish(wire.SiteTopic(n.site, wire.LeafStored), payload)
		}
		if err != nil {
			r.count.unsent.Add(1)
			continue // the home resends what it was not told of, and is told then
		}
		r.count.told.Add(1)
	}
}

// due collects one notice per home at most: of the boot heard last whose
// number has moved. The others follow in later rounds.
func (r *Receiver) due(sh *shard) []notice {
	now := r.clock()
	sh.mu.Lock()
	defer sh.mu.Unlock()
	var out []notice
	for id, s := range sh.sites {
		told := false
		for i := len(s.boots) - 1; i >= 0; i-- {
			l := s.boots[i]
			if l.retake(now, Patience) {
				r.count.retaken.Add(1)
			}
			if l.due && !told {
				told, l.due, l.told = true, false, l.stored.base
				out = append(out, notice{id, l.boot, l.stored.base})
			}
		}
	}
	return out
}
