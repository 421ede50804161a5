package regulate

import (
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// kept is how many signals may be on their way at once.
const kept = 4

// air is what is between the plant and its homes: the plant's Publisher.
type air struct {
	network network
	trusted dispatchkey.Ring
	now     time.Time
	bySite  map[energy.SiteID]*house
	lately  []energy.Signal // newest last
	back    []receipt       // on their way
	counts  Counts
}

// Counts are messages that the plant published.
type Counts struct {
	Ticks, Signals, Orders int
	OrderBytes             int
}

type receipt struct {
	payload []byte
	due     time.Time
}

// Publish implements dispatch.Publisher. A signal is checked once: what all homes
// would do with the same bytes is the same.
func (a *air) Publish(topic string, payload []byte) error {
	if strings.HasSuffix(topic, "/signal") {
		s, err := wire.DecodeSignal(payload, a.trusted)
		if len(a.lately) == kept {
			a.lately = slices.Delete(a.lately, 0, 1)
		}
		a.lately = append(a.lately, s)
		a.counts.Signals++
		return err
	}
	site, _, err := wire.ParseSiteTopic(topic)
	if err != nil {
		return err
	}
	a.counts.Orders++
	a.counts.OrderBytes += len(payload)
	h := a.bySite[site]
	if due, ok := a.network.due(orders, h.index, uint64(a.now.UnixNano()), a.now); ok {
		h.inbox = append(h.inbox, message{payload: slices.Clone(payload), due: due})
	}
	return nil
}

// answer sends a receipt back.
func (a *air) answer(h *house, answer wire.Answer, now time.Time) error {
	payload, err := wire.EncodeReceipt(answer)
	if due, ok := a.network.due(receipts, h.index, answer.Order, now); ok && err == nil {
		a.back = append(a.back, receipt{payload, due})
	}
	return err
}

// arrived hands over the receipts that have arrived.
func (a *air) arrived(now time.Time, hear func(wire.Answer)) error {
	waiting := a.back[:0]
	for _, r := range a.back {
		if r.due.After(now) {
			waiting = append(waiting, r)
			continue
		}
		answer, err := wire.DecodeReceipt(r.payload)
		if err != nil {
			return err
		}
		hear(answer)
	}
	a.back = waiting
	return nil
}
