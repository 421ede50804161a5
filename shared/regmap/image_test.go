package regmap_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// image lays out a recorded device's raw values by the published definition,
// without the map's help. Values that are null are not implemented.
func image(t *testing.T, id uint16) []uint16 {
	t.Helper()
	var device struct {
		Models []map[string]json.RawMessage `json:"models"`
	}
	load(t, "devices/device_1547.json", &device)
	for _, values := range device.Models {
		if string(values["ID"]) == string(mustJSON(t, id)) {
			return layout(t, published(t, id).Group, values)
		}
	}
	t.Fatalf("device has no model %d", id)
	return nil
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return b
}

var absent = map[string]uint64{
	"int16": 0x8000, "sunssf": 0x8000, "pad": 0x8000, "int32": 0x80000000, "uint16": 0xFFFF, "enum16": 0xFFFF,
	"bitfield16": 0xFFFF, "uint32": 0xFFFFFFFF, "bitfield32": 0xFFFFFFFF, "uint64": 0xFFFFFFFFFFFFFFFF,
}

func layout(t *testing.T, g group, values map[string]json.RawMessage) []uint16 {
	t.Helper()
	var block []uint16
	for _, p := range g.Points {
		words := make([]uint16, p.Size)
		if p.Type != "string" {
			fill(words, rawValue(t, p, values[p.Name]))
		} else if values[p.Name] != nil {
			var s string
			require.NoError(t, json.Unmarshal(values[p.Name], &s))
			for i := range len(s) {
				words[i/2] |= uint16(s[i]) << (8 - 8*(i%2))
			}
		}
		block = append(block, words...)
	}
	return block
}

func rawValue(t *testing.T, p point, value json.RawMessage) uint64 {
	t.Helper()
	if value == nil || string(value) == "null" {
		return absent[p.Type]
	}
	var n int64
	require.NoError(t, json.Unmarshal(value, &n))
	return uint64(n)
}

func fill(words []uint16, v uint64) {
	for i := range words {
		words[i] = uint16(v >> (16 * (len(words) - 1 - i)))
	}
}

func TestDecodeRecordedDevice(t *testing.T) {
	measure := image(t, 701)
	f := func(name string, want float64) {
		t.Helper()
		require.Equal(t, want, decode(t, 701, name, measure))
	}
	f("W", 9800)
	f("A", 41.1)
	f("LLV", 240)
	f("Hz", 60.01)
	f("PF", 0.985)
	f("TmpAmb", 45)
	f("TotWhInj", 150000)
	f("TotWhAbs", 0)
	f("WL3", 3500)
}

// What a recorded inverter without a battery says of itself: a charge rating
// of 0 W is told, and no charge setting is.
func TestRatingsOfRecordedDevice(t *testing.T) {
	ratings := image(t, 702)
	f := func(name string, want float64) {
		t.Helper()
		require.Equal(t, want, decode(t, 702, name, ratings))
	}
	f("WMaxRtg", 10000)
	f("VAMaxRtg", 11000)
	f("WMax", 10000)
	f("VAMax", 10000)
	f("VNomRtg", 240)
	f("PFOvrExtRtg", 0.85)
	f("WChaRteMaxRtg", 0)
	f("WDisChaRteMaxRtg", 0)
	m, _ := regmap.SunSpec(702)
	p, ok := m.Point("WChaRteMax")
	require.True(t, ok)
	_, told := p.Decode(ratings)
	require.False(t, told)
}

func TestRecordedDeviceAbsences(t *testing.T) {
	f := func(id uint16, name string) {
		t.Helper()
		m, _ := regmap.SunSpec(id)
		p, ok := m.Point(name)
		require.True(t, ok)
		_, ok = p.Decode(image(t, id))
		require.False(t, ok, name)
	}
	f(701, "InvSt")
	f(701, "ThrotPct")
	f(704, "WSet")
	f(704, "WSetEna")
	f(704, "WSetRvrtTms")
}

// The recorded device has no WSet_SF: a setpoint must not be guessed into it.
func TestRecordedDeviceRefusesUnscaledWrite(t *testing.T) {
	block := image(t, 704)
	m, _ := regmap.SunSpec(704)
	p, _ := m.Point("WSet")
	require.ErrorContains(t, p.Encode(block, 1000), "scale factor not implemented")
}

func TestTextOfRecordedDevice(t *testing.T) {
	block := image(t, 1)
	f := func(name, want string) {
		t.Helper()
		m, _ := regmap.SunSpec(1)
		p, _ := m.Point(name)
		got, ok := p.Text(block)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
	f("Mn", "SunSpecTest")
	f("Md", "Test-1547-1")
	f("SN", "sn-123456789")
}

func decode(t *testing.T, id uint16, name string, block []uint16) float64 {
	t.Helper()
	m, ok := regmap.SunSpec(id)
	require.True(t, ok)
	p, ok := m.Point(name)
	require.True(t, ok, name)
	v, ok := p.Decode(block)
	require.True(t, ok, name)
	return v
}
