package proxy

import (
	"sync"
	"time"
)

// mostKept bounds the cache.
const mostKept = 64

// cache keeps what was read lately, whole replies only.
type cache struct {
	mu   sync.Mutex
	kept map[query]kept
}

type kept struct {
	words []uint16
	at    time.Time // before it was read, so that nothing is older than it says
}

func newCache() *cache { return &cache{kept: make(map[query]kept, mostKept)} }

// get is what q was answered at most maxAge before now.
func (c *cache) get(q query, now time.Time, maxAge time.Duration) ([]uint16, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.kept[q]
	return k.words, ok && now.Sub(k.at) <= maxAge
}

// put keeps words, which nobody may change any more, in place of the oldest.
func (c *cache) put(q query, words []uint16, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, there := c.kept[q]; !there && len(c.kept) >= mostKept {
		delete(c.kept, c.oldest())
	}
	c.kept[q] = kept{words, at}
}

func (c *cache) oldest() (q query) {
	var at time.Time
	for k, v := range c.kept {
		if at.IsZero() || v.at.Before(at) {
			q, at = k, v.at
		}
	}
	return q
}
