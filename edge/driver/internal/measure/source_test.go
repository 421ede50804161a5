package measure_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

const absent = 0xFFFF // what a point that is not implemented reads as

// shelf is points of one word, each in a block of its own.
type shelf struct {
	bank   *drivertest.Bank
	blocks []*register.Block
	points []register.Point
	now    time.Time
}

func newShelf(t require.TestingT, words ...uint16) *shelf {
	text := "device toy\nvendor Acme\nrole storage\nmodels Toy\nsource nobody\nverified yes on the bench\nlease none never\n"
	for i := range words {
		text += fmt.Sprintf("p%d %d u16 - W ro gen live nan=0xFFFF\n", i, 10*i)
	}
	m, err := regmap.ParseDevice("toy", []byte(text))
	require.NoError(t, err)
	s := &shelf{bank: drivertest.NewBank(), now: time.Unix(1e9, 0)}
	u := &register.Unit{Bus: s.bank, ID: drivertest.Unit, Clock: func() time.Time { s.now = s.now.Add(time.Second); return s.now }}
	for i, w := range words {
		s.bank.Put(uint16(10*i), w)
		b := u.Span(m.Plan(fmt.Sprintf("p%d", i))[0])
		s.blocks = append(s.blocks, b)
		s.points = append(s.points, register.Seat(m, fmt.Sprintf("p%d", i), s.blocks))
	}
	return s
}

// read polls all blocks but those that are mute.
func (s *shelf) read(t *testing.T, mute ...int) {
	for _, i := range mute {
		s.bank.Mute[drivertest.Place{Base: uint16(10 * i)}] = true
	}
	for _, b := range s.blocks {
		_ = b.Read(t.Context())
	}
	clear(s.bank.Mute)
}

func watts(t require.TestingT, s measure.Sources) (float64, bool) {
	v, ok := measure.Read[energy.Watts](s).Value()
	return float64(v), ok
}

// A sum is told where each of its points is, and bears the time of the oldest.
func TestSum(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]uint16{0, 1, 500, 40000, absent}), 1, 6).Draw(rt, "words")
		s := newShelf(rt, words...)
		minus := rapid.IntRange(0, len(words)-1).Draw(rt, "minus")
		split := len(words) - minus
		mute := rapid.IntRange(-1, len(words)-1).Draw(rt, "mute")
		s.read(t, mute)
		want, told := 0.0, mute < 0
		for i, w := range words {
			if told = told && w != absent; i < split {
				want += float64(w)
			} else {
				want -= float64(w)
			}
		}
		r := measure.Read[energy.Watts](measure.Sum(s.points[:split], s.points[split:]))
		v, ok := r.Value()
		require.Equal(rt, told, ok)
		if ok {
			require.InDelta(rt, want, float64(v), 0)
			require.Equal(rt, time.Unix(1e9, 0).Add(time.Second), r.At())
		}
	})
}

func TestFirstThatIsToldCounts(t *testing.T) {
	f := func(want float64, told bool, mute []int, words ...uint16) {
		t.Helper()
		s := newShelf(t, words...)
		s.read(t, mute...)
		v, ok := watts(t, measure.From(s.points...))
		require.Equal(t, told, ok)
		require.InDelta(t, want, v, 0)
	}
	f(7, true, nil, 7, 8)
	f(8, true, nil, absent, 8)
	f(0, false, nil, absent, absent)
	f(7, true, []int{1}, 7, 8)
	f(0, false, []int{0}, 7, 8) // silence is not answered by another
	f(0, false, nil)
}

func TestInputsMeanAndLowest(t *testing.T) {
	s := newShelf(t, 100, absent, 50)
	s.read(t)
	f := func(want float64, told bool, of measure.Sources) {
		t.Helper()
		v, ok := watts(t, of)
		require.Equal(t, told, ok)
		require.InDelta(t, want, v, 0)
	}
	f(150, true, measure.Inputs(s.points))
	f(0, false, measure.Inputs(s.points[1:2]))
	f(0, false, measure.Inputs(nil))
	f(0, false, measure.Mean(s.points))
	f(100, true, measure.Mean(s.points[:1]))
	f(75, true, measure.Mean([]register.Point{s.points[0], s.points[2]}))
	f(0, false, measure.Sum([]register.Point{s.points[0], {}}, nil))
	f(100, true, measure.First(nil, measure.From(s.points[0]), measure.From(s.points[2])))
	least, _ := measure.Lowest[energy.Watts](measure.From(s.points...)).Value()
	require.InDelta(t, 50, float64(least), 0)
}

// Blocks come once each and by address, whatever asks for them.
func TestBlocks(t *testing.T) {
	s := newShelf(t, 1, 2, 3)
	p := measure.Points{
		Battery: measure.From(s.points[2]), AC: measure.From(s.points[1], s.points[2]), Grid: measure.Sum(s.points[:1], s.points[1:2]),
		Charges: []measure.Charge{{Level: s.points[2]}},
	}
	require.Equal(t, s.blocks, p.Blocks())
}

func TestIslandedNeedsPower(t *testing.T) {
	s := newShelf(t, 1)
	s.read(t)
	f := func(grid, gives bool, want float64, told bool) {
		t.Helper()
		v, ok := measure.Islanded(s.blocks[0], grid, gives).Value()
		require.Equal(t, told, ok)
		require.InDelta(t, want, float64(v), 0)
	}
	f(true, true, 0, true)
	f(true, false, 0, true)
	f(false, true, 1, true)
	f(false, false, 0, false)
}
