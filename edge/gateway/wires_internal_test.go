package gateway

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

const tick = time.Second

// box is the registers of one SunSpec device.
type box struct {
	words   map[uint16]uint16
	bases   map[uint16]uint16 // of each model, by id
	silent  bool              // takes the whole turn, and does not answer
	refuses bool              // writes
	delay   time.Duration     // of each read
	writes  int
}

// wires are the units on one bus.
type wires struct {
	units   map[uint8]*box
	onRead  func()
	onWrite func()
}

func (h *wires) ReadHolding(ctx context.Context, unit uint8, at uint16, into []uint16) error {
	if h.onRead != nil {
		h.onRead()
	}
	b, ok := h.units[unit]
	if !ok || b.silent {
		<-ctx.Done()
		return &fault.Error{Op: "read", Kind: fault.Unreachable, Err: ctx.Err()}
	}
	select {
	case <-time.After(b.delay):
	case <-ctx.Done():
		return &fault.Error{Op: "read", Kind: fault.Unreachable, Err: ctx.Err()}
	}
	for i := range into {
		w, ok := b.words[at+uint16(i)]
		if !ok {
			return &fault.Error{Op: "read", Kind: fault.Invalid, Subject: fmt.Sprint(at)}
		}
		into[i] = w
	}
	return nil
}

func (h *wires) ReadInput(context.Context, uint8, uint16, []uint16) error {
	return &fault.Error{Op: "read", Kind: fault.Unsupported}
}

func (h *wires) WriteHolding(_ context.Context, unit uint8, at uint16, words []uint16) error {
	if h.onWrite != nil {
		h.onWrite()
	}
	b := h.units[unit]
	if b.refuses {
		return &fault.Error{Op: "write", Kind: fault.Unsupported}
	}
	b.writes++
	for i, w := range words {
		b.words[at+uint16(i)] = w
	}
	return nil
}

func neg(v int16) uint16 { return uint16(-v) }

// newBox lays the models out behind a SunSpec mark.
func newBox(models ...[]uint16) *box {
	b := &box{words: map[uint16]uint16{}, bases: map[uint16]uint16{}}
	at := uint16(40000)
	put := func(words ...uint16) {
		for _, w := range words {
			b.words[at] = w
			at++
		}
	}
	put(0x5375, 0x6E53)
	for _, m := range models {
		b.bases[m[0]] = at
		put(m...)
	}
	put(0xFFFF, 0)
	return b
}

func image(t *testing.T, id uint16, repeats int, raw map[string]uint16) []uint16 {
	m, ok := regmap.SunSpec(id)
	require.True(t, ok)
	words := m.Blank(repeats)
	for name, v := range raw {
		p, ok := m.Point(name)
		require.True(t, ok, "model %d has no %s", id, name)
		words[p.Offset()+p.Size()-1] = v // the low word; the others follow its sign
		for i := range p.Size() - 1 {
			words[p.Offset()+i] = uint16(int16(v) >> 15)
		}
	}
	return words
}

func identity(t *testing.T) []uint16 { return image(t, 1, 0, nil) }

// storage is a battery inverter: at rest, 62.5 % charged, good for 5 kW.
func storage(t *testing.T, more ...[]uint16) *box {
	return newBox(append(more, identity(t),
		image(t, 701, 0, map[string]uint16{"W": 0, "W_SF": 0}),
		image(t, 704, 0, map[string]uint16{"WSetEna": 0, "WSetMod": 0, "WSet": 0, "WSetRvrt": 0, "WSetEnaRvrt": 0, "WSetRvrtTms": 0, "WSet_SF": 0}),
		image(t, 713, 0, map[string]uint16{"SoC": 62, "Pct_SF": 0}),
		image(t, 802, 0, map[string]uint16{"SoC": 625, "SoC_SF": neg(1), "WHRtg": 1020, "WHRtg_SF": 1, "WChaRteMax": 50, "WDisChaRteMax": 50, "WChaDisChaMax_SF": 2}))...)
}

// meter shows a home that draws 800 W.
func meter(t *testing.T) *box {
	return newBox(identity(t), image(t, 203, 0, map[string]uint16{"W": 800, "W_SF": 0}))
}

// commanded is the power register of a storage, and whether it is enabled.
func (b *box) commanded() (int16, bool) {
	at := b.bases[704]
	return int16(b.words[at+25]), b.words[at+22] == 1
}

// theatre is a loop over a house, passed by hand in a bubble's time.
type theatre struct {
	wires   *wires
	config  Config
	fields  []Field
	home    *Home
	loop    *loop
	kept    shelfOf
	reports []energy.Report
}

// shelfOf is a shelf by name.
type shelfOf map[string]string

func (s shelfOf) Put(name string, state []byte)    { s[name] = string(state) }
func (s shelfOf) PutNow(name string, state []byte) { s[name] = string(state) }

func newTheatre(units map[uint8]*box) *theatre {
	s := &theatre{wires: &wires{units: units}}
	c := Defaults()
	c.Limits.Proof = &Trial{Off: true} // these devices tell the same whatever they are told
	c.Site, c.Tick, c.Known = "home-1", 1000, []Kind{{"*", "*", "*"}}
	var ids []uint8
	for _, u := range []uint8{2, 3, 240} {
		if _, ok := units[u]; ok {
			ids = append(ids, u)
		}
	}
	log := slog.New(slog.DiscardHandler)
	s.config, s.fields = c, []Field{{Registers: s.wires, Units: ids}}
	s.home = NewHome(c, s.fields, time.Now, log)
	s.kept = shelfOf{}
	s.loop = &loop{home: s.home, log: log, shelf: s.kept, beats: &beats{}, offer: func(snap energy.Snapshot, d energy.Decision) {
		s.reports = append(s.reports, energy.Report{Snapshot: snap, Decision: d})
	}}
	return s
}

// pass makes n ticks and returns the last report.
func (s *theatre) pass(t *testing.T, n int) energy.Report {
	for range n {
		begun := time.Now()
		s.loop.pass(t.Context())
		require.LessOrEqual(t, time.Since(begun), tick)
		time.Sleep(tick - time.Since(begun))
	}
	require.NotEmpty(t, s.reports)
	return s.reports[len(s.reports)-1]
}
