package ingest

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// maxBoots is how many boots of one home are followed: the one that runs and
// those whose backlog may still come.
const maxBoots = 4

// site is what is kept of one home.
type site struct {
	boots   []*ledger // the one used last is last
	turns   uint64    // notices so far
	refused bool      // its last message was refused
}

// ledger returns the ledger of b's boot, making room in sh where it is new.
func (s *site) ledger(b *wire.Batch, now time.Time, sh *shard) *ledger {
	if l := s.find(b.Boot); l != nil {
		return l
	}
	if len(s.boots) == maxBoots {
		sh.gaps -= s.boots[0].taken.missing()
		s.boots = append(s.boots[:0], s.boots[1:]...)
	}
	l := open(b, now)
	s.boots = append(s.boots, l)
	return l
}

func (s *site) find(boot uint64) *ledger {
	last := len(s.boots) - 1
	if last >= 0 && s.boots[last].boot == boot {
		return s.boots[last]
	}
	for i, l := range s.boots {
		if l.boot == boot {
			s.boots = append(append(s.boots[:i], s.boots[i+1:]...), l)
			return s.boots[last]
		}
	}
	return nil
}

// next returns the ledger that its home is to be told of in this round, and nil
// where there is none: of those due the one whose last turn is longest ago.
func (s *site) next() *ledger {
	var next *ledger
	for _, l := range s.boots {
		if l.due && (next == nil || l.turn < next.turn) {
			next = l
		}
	}
	if next != nil {
		s.turns++
		next.turn = s.turns
	}
	return next
}
