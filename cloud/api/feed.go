package api

import (
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// kept is how many events of a plant are kept for readers that come back, one a
// second. A plant that nobody read for as long is not watched any more.
const kept = 300

// event is one that readers get as it is.
type event struct {
	id   uint64
	name string
	data []byte
}

// feed is the last events of one plant, for all its readers.
type feed struct {
	ring    []event       // oldest first
	changed chan struct{} // closed once there is more, or the feed ended
	ended   bool
	readers int
	left    uint64 // tick at which the last reader left
}

// feeds are those of all plants that are read.
type feeds struct {
	mu      sync.Mutex
	begun   uint64 // first tick of this process
	tick    uint64 // now, and the id of what is made in it
	of      map[energy.PlantID]*feed
	readers int
	counts  EventCounters
}

// newFeeds counts ticks from the second it is: a process that follows another
// goes on above it, for no tick is shorter than a second.
func newFeeds(now time.Time) *feeds {
	tick := uint64(max(1, now.Unix()))
	return &feeds{begun: tick, tick: tick, of: map[energy.PlantID]*feed{}}
}

// open returns the plant's feed with one reader more, and false where there are
// as many as there may be.
func (f *feeds) open(plant energy.PlantID) (*feed, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.readers == mostReaders {
		f.counts.Refused++
		return nil, false
	}
	one := f.of[plant]
	if one == nil {
		one = &feed{changed: make(chan struct{})}
		f.of[plant] = one
	}
	one.readers++
	f.readers++
	return one, true
}

func (f *feeds) close(one *feed) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one.readers--
	one.left = f.tick
	f.readers--
}

// next begins the next tick and returns the plants that are watched in it.
func (f *feeds) next() []energy.PlantID {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tick++
	var watched []energy.PlantID
	for plant, one := range f.of {
		if one.readers == 0 && f.tick-one.left > kept {
			delete(f.of, plant)
			continue
		}
		watched = append(watched, plant)
	}
	return watched
}

// add puts what a plant is in this tick behind what it was, once.
func (f *feeds) add(plant energy.PlantID, data []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one := f.of[plant]
	if one == nil || len(one.ring) > 0 && one.ring[len(one.ring)-1].id == f.tick {
		return
	}
	if len(one.ring) == kept {
		one.ring = append(one.ring[:0], one.ring[1:]...)
	}
	one.ring = append(one.ring, event{id: f.tick, name: "plant", data: data})
	close(one.changed)
	one.changed = make(chan struct{})
}

// end lets the readers of a plant go.
func (f *feeds) end(plant energy.PlantID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if one := f.of[plant]; one != nil {
		delete(f.of, plant)
		one.ended = true
		close(one.changed)
	}
}

// after returns the events that follow id, and before them one that tells of
// those that are kept no more; then what is closed once there are others, nil
// where there will be none.
func (f *feeds) after(one *feed, id uint64) (events []event, changed <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if gap, missed := f.gap(one, id); missed {
		events = append(events, gap)
		id = gap.id
	}
	for _, e := range one.ring {
		if e.id > id {
			events = append(events, e)
		}
	}
	if one.ended {
		return events, nil
	}
	return events, one.changed
}

// newest returns the id of the last event, that of now where there is none.
func (f *feeds) newest(one *feed) uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if n := len(one.ring); n > 0 {
		return one.ring[n-1].id
	}
	return f.tick
}
