package server

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/atomicfile"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// keepEach is how often what was learned is written down: a power cut costs no more
// than that of what takes days to learn.
const keepEach = 15 * time.Minute

func (e *estimates) keepOn(ctx context.Context) {
	tick := time.NewTicker(keepEach)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			e.keep()
			return
		case <-tick.C:
			e.keep()
		}
	}
}

func (e *estimates) keep() {
	if err := atomicfile.Write(e.path, e.written(), 0o600); err != nil {
		e.log.Warn("what was learned of homes is not kept", "err", err)
	}
}

// atATime is of how many homes at a time a pass waits for what is written.
const atATime = 1000

// written returns the file's bytes.
func (e *estimates) written() []byte {
	e.mu.Lock()
	var zones, rest []byte
	for _, z := range e.seats.zones {
		zones = appendPart(zones, []byte(z))
	}
	rest = appendPart(appendPart(nil, zones), e.fleet.AppendLearned(nil))
	ids := make([]energy.SiteID, 0, len(e.seats.slots))
	for id := range e.seats.slots {
		ids = append(ids, id)
	}
	e.mu.Unlock()
	for len(ids) > 0 {
		n := min(len(ids), atATime)
		rest = e.appendHomes(rest, ids[:n])
		ids = ids[n:]
	}
	return sealed(rest)
}

func (e *estimates) appendHomes(b []byte, ids []energy.SiteID) []byte {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, id := range ids {
		if slot, seated := e.seats.slots[id]; seated {
			b = appendPart(appendPart(b, []byte(id)), e.fleet.AppendHome(nil, slot))
		}
	}
	return b
}

// recall returns what was learned before a restart, and nothing where there is none
// or where it does not fit: then learning begins anew.
func (e *estimates) recall() learnings {
	data, err := os.ReadFile(e.path)
	if errors.Is(err, os.ErrNotExist) {
		return learnings{}
	}
	k, err2 := parseKept(data)
	if err := errors.Join(err, err2); err != nil {
		e.forgets(err)
		return learnings{}
	}
	return k
}

func (e *estimates) forgets(err error) {
	e.log.Warn("what was learned of homes is not taken, learning begins anew", "file", e.path, "err", err)
}

// take has the fleet believe what was kept.
func (e *estimates) take(k learnings) {
	if k.learned == nil {
		return
	}
	if err := e.fleet.RecallLearned(k.learned); err != nil {
		e.forgets(err)
		return
	}
	for id, slot := range e.seats.slots {
		if home, there := k.homes[id]; there {
			if err := e.fleet.RecallHome(slot, home); err != nil {
				e.log.Warn("what was learned of a home is not taken", "site", id, "err", err)
			}
		}
	}
}
