package gateway

import (
	"bytes"
	"encoding"
	"encoding/json"
	"slices"

	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/edge/safety"
)

// news is what changed since it was last kept.
type news struct {
	inventory, owner bool
	records          map[State][]byte // as last kept
	grave            grave            // likewise
}

// grave is of the excursions what a power cut must not undo.
type grave struct {
	locked bool
	events int
}

// fresh is the news of a home whose records are kept already, but for those lost.
func (h *Home) fresh(lost []State) news {
	n := news{records: h.records()}
	for _, state := range lost {
		delete(n.records, state)
	}
	return n
}

// Past returns what a later start of the same home has to know. Its Boot is
// the next one.
func (h *Home) Past() Past {
	h.mu.Lock()
	defer h.mu.Unlock()
	return Past{
		Boot: h.boot + 1, Inventory: h.Inventory(), Owner: h.desk.Memory(h.clock()), Excursions: h.connection.excursions, Wear: h.ledger.all(),
		Spent: h.spent(), Operator: h.connection.operator.Kept(),
	}
}

// shelf keeps states; record.Keeper is one.
type shelf interface {
	Put(name string, state []byte)
	PutNow(name string, state []byte)
}

// keep hands over what changed since it was called last. It belongs to the
// caller of Pass and waits for nothing.
func (h *Home) keep(on shelf) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.news.inventory {
		h.worn = nil
		on.Put(string(InventoryState), encode(h.Inventory()))
	}
	if h.news.owner {
		on.PutNow(string(OwnerState), encode(h.desk.Memory(h.clock())))
	}
	h.news.inventory, h.news.owner = false, false
	if counts, changed := h.ledger.news(); changed || h.worn == nil {
		h.worn = h.wear()
		if changed {
			on.PutNow(string(WearState), counts)
		}
	}
	now := grave{h.connection.excursions.Locked(), h.connection.excursions.Recent(h.clock())}
	urgent := now != h.news.grave
	h.news.grave = now
	for state, now := range h.records() {
		switch {
		case bytes.Equal(now, h.news.records[state]):
			continue
		case state == ExcursionsState && !urgent: // one begins or ends: cards wear, and a crossing may come each second
			on.Put(string(state), now)
		default:
			on.PutNow(string(state), now)
		}
		h.news.records[state] = now
	}
}

// records are those that safety makes of its states.
func (h *Home) records() map[State][]byte {
	return map[State][]byte{
		ExcursionsState: binaryOf(h.connection.excursions), SpentState: binaryOf(h.spent()), OperatorState: binaryOf(h.connection.operator),
	}
}

func (h *Home) spent() safety.Spent { return h.state.Spent(&h.connection.judged, h.clock()) }

func binaryOf(v encoding.BinaryMarshaler) []byte {
	b, err := v.MarshalBinary()
	if err != nil {
		panic("BUG: a record has no form: " + err.Error())
	}
	return b
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("BUG: a state has no form: " + err.Error())
	}
	return b
}

// wear returns the registers that the devices found wear, never nil.
func (h *Home) wear() []local.Wear {
	out := []local.Wear{}
	for _, s := range h.seats {
		if s.device == nil {
			continue
		}
		for _, w := range s.device.Wear() {
			out = append(out, local.Wear{Device: string(s.id), Register: w.Register, Name: w.Name, Today: w.Today, Total: w.Total, Budget: w.Budget})
		}
	}
	return out
}

// Wear returns how often registers that wear were written, as of the last pass.
func (h *Home) Wear() []local.Wear {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.worn)
}
