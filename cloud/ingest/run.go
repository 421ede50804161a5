package ingest

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// TellEvery is the least time between two acknowledgements to one home.
const TellEvery = 5 * time.Second

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

// due collects one notice per home at most. The boots of a home take turns, so
// that the backlog of an earlier one does not wait for the end of the latest.
func (r *Receiver) due(sh *shard) []notice {
	now := r.clock()
	sh.mu.Lock()
	defer sh.mu.Unlock()
	var out []notice
	for id, s := range sh.sites {
		for _, l := range s.boots {
			sh.counting(l, func() {
				if l.retake(now, Patience) {
					r.count.retaken.Add(1)
				}
			})
		}
		if l := s.next(); l != nil {
			out = append(out, notice{id, l.boot, l.tell()})
		}
	}
	return out
}
