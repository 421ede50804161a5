package regmap_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Words written down by hand from the model 203 definition: W at 18, W_SF at
// 22, A at 2, A_SF at 6, TotWhImp at 46, TotWh_SF at 54.
func TestMeterIsFlippedToGeneratorReference(t *testing.T) {
	block := make([]uint16, 107)
	block[0], block[1] = 203, 105
	block[18], block[22] = 320, 1
	block[2], block[6] = 0xFFF1, 0xFFFF
	block[46], block[47], block[54] = 1, 2, 3
	require.Equal(t, -3200.0, decode(t, 203, "W", block), "drawing from the grid is negative")
	require.Equal(t, 1.5, decode(t, 203, "A", block))
	require.Equal(t, 65538000.0, decode(t, 203, "TotWhImp", block))
}

func TestRepeats(t *testing.T) {
	f := func(id uint16, length, want int) {
		t.Helper()
		m, _ := regmap.SunSpec(id)
		require.Equal(t, want, m.Repeats(length))
	}
	f(160, 8, 0)
	f(160, 48, 2)
	f(160, 49, 2)
	f(160, 3, 0)
	f(714, 18+25, 1)
	f(103, 50, 0)
}

// Model 160 with two modules: module i's DCW is at 21+20i, DCW_SF at 4.
func TestPointOfARepeat(t *testing.T) {
	block := make([]uint16, 50)
	block[4], block[21], block[41] = 0xFFFF, 12345, 0xFFFF
	m, _ := regmap.SunSpec(160)
	p, _ := m.Point("DCW")
	v, ok := p.At(0).Decode(block)
	require.True(t, ok)
	require.Equal(t, 1234.5, v)
	_, ok = p.At(1).Decode(block)
	require.False(t, ok, "not implemented")
	_, ok = p.At(2).Decode(block)
	require.False(t, ok, "past the block")
}

func TestGroupPointHiddenByFixedName(t *testing.T) {
	m, _ := regmap.SunSpec(714)
	total, _ := m.Point("DCW")
	port, _ := m.Point("Prt.DCW")
	require.Equal(t, 6, total.Offset())
	require.Equal(t, 6, total.At(1).Offset())
	require.Equal(t, 57, port.At(1).Offset())
}

func TestEncodeRefuses(t *testing.T) {
	f := func(id uint16, name string, v float64, kind fault.Kind) {
		t.Helper()
		m, _ := regmap.SunSpec(id)
		p, _ := m.Point(name)
		block := m.Blank(1)
		if at, ok := p.ScaleOffset(); ok && kind != fault.Unsupported {
			block[at] = 0
		}
		before := append([]uint16(nil), block...)
		err := p.Encode(block, v)
		require.Error(t, err)
		require.Equal(t, kind, fault.KindOf(err))
		require.Equal(t, before, block)
	}
	f(124, "InWRte", 32768, fault.Invalid)
	f(124, "InWRte", -32768, fault.Invalid)
	f(124, "InWRte", math.NaN(), fault.Invalid)
	f(124, "InWRte", math.Inf(1), fault.Invalid)
	f(124, "InWRte", 50, fault.Unsupported)
	f(124, "InOutWRte_RvrtTms", -1, fault.Invalid)
	f(124, "InOutWRte_RvrtTms", 65535, fault.Invalid)
	f(704, "WSet", math.MaxInt32+1, fault.Invalid)
	f(1, "Mn", 1, fault.Invalid)
}

func TestBlankImplementsNothing(t *testing.T) {
	for _, id := range mapped {
		m, _ := regmap.SunSpec(id)
		block := m.Blank(3)
		require.Equal(t, []uint16{id, uint16(m.Length(3))}, block[:2])
		for _, p := range m.Points() {
			_, ok := p.At(2).Decode(block)
			require.False(t, ok, "%d %s", id, p.Name())
		}
	}
}

func TestTextRoundTrip(t *testing.T) {
	m, _ := regmap.SunSpec(1)
	p, _ := m.Point("Vr")
	block := m.Blank(0)
	_, ok := p.Text(block)
	require.False(t, ok)
	require.NoError(t, p.SetText(block, "1.2.3"))
	got, ok := p.Text(block)
	require.True(t, ok)
	require.Equal(t, "1.2.3", got)
	require.Error(t, p.SetText(block, "seventeen letters"))
}

// What is encoded decodes to the same value within half a step of the scale.
func TestEncodeDecodeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, _ := regmap.SunSpec(rapid.SampledFrom(mapped).Draw(t, "model"))
		p := rapid.SampledFrom(m.Points()).Draw(t, "point")
		repeat := 0
		if m.Repeats(m.Length(1)) == 1 {
			repeat = rapid.IntRange(0, 2).Draw(t, "repeat")
		}
		block, step := m.BlankIn(3, 2), 1.0
		p = p.In(2)
		if at, ok := p.ScaleOffset(); ok {
			n := rapid.IntRange(-10, 10).Draw(t, "scale")
			block[at], step = uint16(int16(n)), math.Pow10(n)
		}
		v := rapid.Float64Range(-70000, 70000).Draw(t, "v") * step
		if p.At(repeat).Encode(block, v) != nil {
			return
		}
		got, ok := p.At(repeat).Decode(block)
		if !ok {
			require.Zero(t, math.Round(v/step), "only an accumulator's 0 reads as absent")
			return
		}
		require.InDelta(t, v, got, step*0.5001)
	})
}

// Any words at all: what decodes encodes to the same words.
func TestDecodeEncodeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, _ := regmap.SunSpec(rapid.SampledFrom(mapped).Draw(t, "model"))
		p := rapid.SampledFrom(m.Points()).Draw(t, "point")
		p = p.In(2).Inner(rapid.IntRange(0, 1).Draw(t, "inner"))
		block := m.BlankIn(1, 2)
		if at, ok := p.ScaleOffset(); ok {
			block[at] = uint16(int16(rapid.IntRange(-10, 10).Draw(t, "scale")))
		}
		for i := range p.Size() {
			block[p.Offset()+i] = rapid.Uint16().Draw(t, "word")
		}
		v, ok := p.Decode(block)
		if !ok {
			return
		}
		again := append([]uint16(nil), block...)
		require.NoError(t, p.Encode(again, v))
		require.Equal(t, block, again)
	})
}

func TestCodecAllocatesNothing(t *testing.T) {
	m, _ := regmap.SunSpec(203)
	p, _ := m.Point("W")
	block := m.Blank(0)
	at, _ := p.ScaleOffset()
	block[at] = 0
	require.Zero(t, testing.AllocsPerRun(100, func() {
		_ = p.Encode(block, 1234)
		_, _ = p.Decode(block)
	}))
}
