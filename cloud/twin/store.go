package twin

import (
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Store holds the twins of a fleet, one flat slice per wire partition, each
// with its own lock. Its methods may be called from any goroutine.
type Store struct {
	shards [wire.Partitions]shard
}

type shard struct {
	mu    sync.RWMutex
	index map[energy.SiteID]int
	twins []Twin
}

// NewStore returns an empty store.
func NewStore() *Store { return &Store{} }

// Batch applies telemetry received at received.
func (s *Store) Batch(b wire.Batch, received time.Time) {
	s.change(b.Site, func(t *Twin) { t.hear(&b, received) })
}

// Presence applies the beginning or end of a session, received at received.
func (s *Store) Presence(p wire.Presence, received time.Time) {
	s.change(p.Site, func(t *Twin) { *t = ApplyPresence(*t, p, received) })
}

// Answer applies a receipt, received at received.
func (s *Store) Answer(a wire.Answer, received time.Time) {
	s.change(a.Site, func(t *Twin) { *t = ApplyAnswer(*t, a, received) })
}

// Desire notes an order that was sent.
func (s *Store) Desire(o energy.Order) {
	s.change(o.Site, func(t *Twin) { *t = ApplyOrder(*t, o) })
}

// Get returns a copy of the site's twin, and false where it is unknown.
func (s *Store) Get(site energy.SiteID) (Twin, bool) {
	sh := &s.shards[wire.Partition(site)]
	sh.mu.RLock()
	defer sh.mu.RUnlock()
	i, ok := sh.index[site]
	if !ok {
		return Twin{}, false
	}
	return sh.twins[i], true
}

// Visit calls see for every twin. see must not keep the pointer, change the
// twin or call the store: a partition is locked meanwhile.
func (s *Store) Visit(see func(*Twin)) {
	for i := range s.shards {
		s.shards[i].visit(see)
	}
}

// Len returns how many homes are known.
func (s *Store) Len() int {
	n := 0
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.RLock()
		n += len(sh.twins)
		sh.mu.RUnlock()
	}
	return n
}

func (sh *shard) visit(see func(*Twin)) {
	sh.mu.RLock()
	defer sh.mu.RUnlock()
	for i := range sh.twins {
		see(&sh.twins[i])
	}
}

func (s *Store) change(site energy.SiteID, apply func(*Twin)) {
	sh := &s.shards[wire.Partition(site)]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	i, ok := sh.index[site]
	if !ok {
		if sh.index == nil {
			sh.index = map[energy.SiteID]int{}
		}
		i = len(sh.twins)
		sh.index[site], sh.twins = i, append(sh.twins, Twin{Site: site})
	}
	apply(&sh.twins[i])
}
