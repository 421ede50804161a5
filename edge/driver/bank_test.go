package driver_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

const unit = 3

var (
	start                  = time.Unix(1e9, 0)
	_     driver.Registers = (*bank)(nil)
)

// request is one write the bank took.
type request struct {
	at    uint16
	words []uint16
}

// bank is one unit's registers. What no word stands for is refused as an
// illegal address; what is silent does not answer.
type bank struct {
	words  map[uint16]uint16
	bases  map[uint16]uint16 // of each model, by id
	silent map[uint16]bool   // models by id
	reads  int
	writes []request
	onRead func() // each time, before the answer
}

func (b *bank) ReadHolding(_ context.Context, u uint8, at uint16, into []uint16) error {
	b.reads++
	if b.onRead != nil {
		b.onRead()
	}
	if err := b.check(u, at, len(into)); err != nil {
		return err
	}
	for i := range into {
		into[i] = b.words[at+uint16(i)]
	}
	return nil
}

func (b *bank) WriteHolding(_ context.Context, u uint8, at uint16, words []uint16) error {
	if err := b.check(u, at, len(words)); err != nil {
		return err
	}
	b.writes = append(b.writes, request{at, append([]uint16(nil), words...)})
	for i, w := range words {
		b.words[at+uint16(i)] = w
	}
	return nil
}

func (b *bank) check(u uint8, at uint16, count int) error {
	refuse := func(k fault.Kind) error {
		return &fault.Error{Op: "bank", Kind: k, Subject: fmt.Sprintf("%d words at %d", count, at)}
	}
	if u != unit {
		return refuse(fault.Unreachable)
	}
	for id := range b.silent {
		if b.bases[id] == at {
			return refuse(fault.Unreachable)
		}
	}
	for i := range count {
		if _, ok := b.words[at+uint16(i)]; !ok || int(at)+i > 0xFFFF {
			return refuse(fault.Invalid)
		}
	}
	return nil
}

// put lays words out from at on, and returns the address behind them.
func (b *bank) put(at uint16, words ...uint16) uint16 {
	for i, w := range words {
		b.words[at+uint16(i)] = w
	}
	return at + uint16(len(words))
}

func emptyBank() *bank {
	return &bank{words: map[uint16]uint16{}, bases: map[uint16]uint16{}, silent: map[uint16]bool{}}
}

// image is one model's words with points set by name.
func image(t require.TestingT, id uint16, repeats int, raw map[string]uint16) []uint16 {
	m, ok := regmap.SunSpec(id)
	require.True(t, ok, "model %d", id)
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

func identity(t require.TestingT) []uint16 {
	m, _ := regmap.SunSpec(1)
	words := m.Blank(0)
	for name, s := range map[string]string{"Mn": "Acme", "Md": "Box 5", "Vr": "1.2", "SN": "A-77"} {
		p, _ := m.Point(name)
		require.NoError(t, p.SetText(words, s))
	}
	return words
}

// device lays models out behind a mark at base, and ends the list.
func device(base uint16, models ...[]uint16) *bank {
	b := emptyBank()
	at := b.put(base, 0x5375, 0x6E53)
	for _, m := range models {
		b.bases[m[0]] = at
		at = b.put(at, m...)
	}
	b.put(at, 0xFFFF, 0)
	return b
}

func discover(t require.TestingT, b *bank, clock func() time.Time) *driver.Device {
	if h, ok := t.(*testing.T); ok {
		h.Helper()
	}
	d, err := driver.Discover(context.Background(), b, unit, clock)
	require.NoError(t, err)
	b.reads, b.writes = 0, nil
	return d
}

func still() time.Time { return start }
