package driver_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

const unit = drivertest.Unit

var (
	start                  = time.Unix(1e9, 0)
	_     driver.Registers = (*bank)(nil)
)

// request is one write the bank took.
type request = drivertest.Request

type bank = drivertest.Bank

func sent(at uint16, words ...uint16) request { return request{At: at, Words: words} }

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
func device(base uint16, models ...[]uint16) *bank { return drivertest.NewDevice(base, models...) }

func discover(t require.TestingT, b *bank, clock func() time.Time) *driver.Device {
	if h, ok := t.(*testing.T); ok {
		h.Helper()
	}
	d, err := driver.Discover(context.Background(), b, unit, clock)
	require.NoError(t, err)
	b.Reads, b.Writes = 0, nil
	return d
}

func still() time.Time { return start }
