package regmap_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// nested decodes a point of a curve, and of a point in it.
func nested(t *testing.T, id uint16, name string, npt, curve, at int, block []uint16) (float64, bool) {
	t.Helper()
	m, ok := regmap.SunSpec(id)
	require.True(t, ok)
	p, ok := m.Point(name)
	require.True(t, ok, name)
	return p.In(npt).At(curve).Inner(at).Decode(block)
}

// Words written down by hand from the definition of 705: two curves of two points each,
// scales at 12 to 14, the first curve from 15 on, its points behind its ten words.
func TestCurvesOfPoints(t *testing.T) {
	block := []uint16{
		705, 41, 1, 0, 1, 2, 2, 0, 0, 0, 0, 0, 0xFFFE, 0xFFFE, 0,
		2, 1, 1, 10000, 10000, 0, 5, 0, 6, 1, 9200, 3000, 10700, 0xF448,
		1, 2, 1, 9900, 10000, 0, 5, 1, 0, 0, 9000, 100, 0xFFFF, 0x8000,
	}
	require.Len(t, block, 2+int(block[1]))
	f := func(name string, curve, at int, want float64) {
		t.Helper()
		v, told := nested(t, 705, name, 2, curve, at, block)
		require.True(t, told, name)
		require.Equal(t, want, v, name)
	}
	f("Pt.V", 0, 0, 92)
	f("Pt.Var", 0, 0, 30)
	f("Pt.V", 0, 1, 107)
	f("Pt.Var", 0, 1, -30)
	f("RspTms", 1, 0, 65536)
	f("VRef", 1, 0, 99)
	f("Pt.V", 1, 0, 90)
	_, told := nested(t, 705, "Pt.Var", 2, 1, 1, block)
	require.False(t, told)
}

// Until it is told how many points a curve has, nothing of it is read or written.
func TestCurvesAreNotGuessed(t *testing.T) {
	m, _ := regmap.SunSpec(707)
	block := m.BlankIn(2, 3)
	require.Len(t, block, 2+m.LengthIn(2, 3))
	require.Zero(t, m.Repeats(len(block)))
	p, _ := m.Point("MayTrip.ActPt")
	require.Equal(t, fault.Invalid, fault.KindOf(p.Encode(block, 1)))
	require.NoError(t, p.In(3).At(1).Encode(block, 1))
	v, told := p.In(3).At(1).Decode(block)
	require.True(t, told)
	require.EqualValues(t, 1, v)
	require.Equal(t, uint16(1), block[9+31+1+1+9], "second curve, behind one word, ActPt and three points")
}

// Every point of every curve stands where the published definition puts it, however
// many there are.
func TestNestedGroupsMatchPublishedDefinitions(t *testing.T) {
	for _, id := range []uint16{705, 706, 707, 708, 709, 710, 712} {
		const curves, points = 2, 3
		m, _ := regmap.SunSpec(id)
		at, seen := 0, 0
		var walk func(g group, prefix string, curve, point int)
		walk = func(g group, prefix string, curve, point int) {
			for _, p := range g.Points {
				if got, ok := m.Point(prefix + p.Name); ok {
					seen++
					require.Equal(t, at, got.In(points).At(curve).Inner(point).Offset(), "%d %s", id, prefix+p.Name)
				}
				at += p.Size
			}
			for _, sub := range g.Groups {
				times := 1
				if sub.Count != nil {
					times = map[bool]int{true: curves, false: points}[prefix == ""]
				}
				for i := range times {
					c, n := curve, point
					if sub.Count != nil && prefix == "" {
						c = i
					} else if sub.Count != nil {
						n = i
					}
					walk(sub, prefix+sub.Name+".", c, n)
				}
			}
		}
		walk(published(t, id).Group, "", 0, 0)
		require.Equal(t, at-2, m.LengthIn(curves, points), "%d", id)
		require.Greater(t, seen, len(m.Points()))
	}
}

// curves lays out a recorded device's model with its curves by the definition alone.
func curves(t *testing.T, id uint16) []uint16 {
	t.Helper()
	var device struct {
		Models []map[string]json.RawMessage `json:"models"`
	}
	load(t, "devices/device_1547.json", &device)
	for _, values := range device.Models {
		if string(values["ID"]) == string(mustJSON(t, id)) {
			return unfold(t, published(t, id).Group, values)
		}
	}
	t.Fatalf("device has no model %d", id)
	return nil
}

func unfold(t *testing.T, g group, values map[string]json.RawMessage) []uint16 {
	t.Helper()
	block := layout(t, group{Points: g.Points}, values)
	for _, sub := range g.Groups {
		all := []map[string]json.RawMessage{{}}
		if sub.Count == nil {
			require.NoError(t, json.Unmarshal(values[sub.Name], &all[0]))
		} else {
			require.NoError(t, json.Unmarshal(values[sub.Name], &all))
		}
		for _, one := range all {
			block = append(block, unfold(t, sub, one)...)
		}
	}
	return block
}

func TestDecodeRecordedCurves(t *testing.T) {
	f := func(id uint16, name string, npt, curve, at int, want float64) {
		t.Helper()
		v, told := nested(t, id, name, npt, curve, at, curves(t, id))
		require.True(t, told, name)
		require.Equal(t, want, v, name)
	}
	f(703, "ESVHi", 0, 0, 0, 1.05)
	f(703, "ESHzHi", 0, 0, 0, 60.1)
	f(703, "ESDlyTms", 0, 0, 0, 300)
	f(705, "Pt.V", 4, 0, 3, 107)
	f(705, "Pt.Var", 4, 0, 0, 30)
	f(706, "Pt.V", 2, 1, 1, 109)
	f(706, "Pt.W", 2, 0, 0, 100)
	f(707, "MustTrip.Pt.V", 1, 0, 0, 50)
	f(707, "MayTrip.Pt.V", 1, 0, 0, 70)
	f(707, "MomCess.Pt.Tms", 1, 0, 0, 5)
	f(708, "MustTrip.Pt.V", 1, 0, 0, 120)
	f(709, "MayTrip.Pt.Tms", 1, 0, 0, 0.05)
	f(711, "DbOf", 0, 0, 0, 600.3)
	f(711, "KUf", 0, 0, 0, 0.4)
	f(712, "ActPt", 1, 0, 0, 1)
}
