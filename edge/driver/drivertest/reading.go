package drivertest

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

var readCases = []testCase{
	{"a reading bears the time of its own answer", testTimes},
	{"a model that does not answer is missing, never old", testSilence},
	{"what is not implemented is missing, never 0", testNotImplemented},
	{"discharge and export are positive", testSigns},
	{"an error keeps its kind", testReadErrors},
	{"no number can be written that safety did not approve", testOnlySetpoints},
}

// value is one reading without its unit.
type value struct {
	name string
	v    float64
	told bool
	at   time.Time
}

func values(s energy.Snapshot) []value {
	return []value{
		of("Grid", s.Grid), of("Inverter", s.Inverter), of("Battery", s.Battery), of("PV", s.PV), of("Load", s.Load),
		of("SoC", s.SoC), of("Capacity", s.Capacity), of("MaxCharge", s.MaxCharge), of("MaxDischarge", s.MaxDischarge),
		of("Temperature", s.Temperature), of("Voltage", s.Voltage), of("Frequency", s.Frequency),
		of("CellMin", s.CellMin), of("CellMax", s.CellMax),
		of("Phase 1", s.Phases[0]), of("Phase 2", s.Phases[1]), of("Phase 3", s.Phases[2]),
	}
}

func of[T ~float64](name string, r energy.Reading[T]) value {
	v, told := r.Value()
	return value{name: name, v: float64(v), told: told, at: r.At()}
}

func testTimes(t *testing.T, s *suite) {
	for range 2 {
		before := s.now
		got, err := s.Read(t.Context())
		require.NoError(t, err)
		seen := 0
		for _, r := range values(got) {
			if r.told {
				seen++
				require.True(t, r.at.After(before) && !r.at.After(s.now), "%s at %v", r.name, r.at.Sub(before))
			}
		}
		require.NotZero(t, seen)
	}
}

// part is what a device reads in one go, and can be made silent.
type part struct {
	name  string
	quiet func(bool)
}

func (s *suite) parts() []part {
	var out []part
	for _, id := range s.Models {
		out = append(out, part{fmt.Sprintf("model %d", id), func(on bool) { s.Bank.Silent[id] = on }})
	}
	for _, at := range s.Places {
		out = append(out, part{fmt.Sprintf("registers from %d on", at.Base), func(on bool) { s.Bank.Mute[at] = on }})
	}
	return out
}

func testSilence(t *testing.T, s *suite) {
	well, err := s.Read(t.Context())
	require.NoError(t, err)
	lost := 0
	for _, p := range s.parts() {
		p.quiet(true)
		before := s.now
		got, err := s.Read(t.Context())
		require.Equal(t, fault.Unreachable, kindOf(err), "%s: %v", p.name, err)
		for i, r := range values(got) {
			require.True(t, !r.told || r.at.After(before), "%s is of an earlier read", r.name)
			if values(well)[i].told && !r.told {
				lost++
			}
		}
		p.quiet(false)
		clear(s.Bank.Silent)
		again, err := s.Read(t.Context())
		require.NoError(t, err)
		for i, r := range values(again) {
			require.Equal(t, values(well)[i].v, r.v, r.name)
		}
	}
	require.NotZero(t, lost, "nothing is missed")
}

// look reads, and requires that no value is 0 without what was taken away.
func (s *suite) look(t *testing.T, what string) (told int) {
	t.Helper()
	got, err := s.Read(t.Context())
	require.NoError(t, err)
	for _, r := range values(got) {
		require.True(t, !r.told || r.v != 0, "%s is 0 without %s", r.name, what)
		if r.told {
			told++
		}
	}
	return told
}

// Each point alone, and each model whole, is made not implemented.
func testNotImplemented(t *testing.T, s *suite) {
	well := s.look(t, "anything")
	for _, id := range s.Models {
		m, ok := regmap.SunSpec(id)
		require.True(t, ok, "model %d", id)
		words := s.model(id)
		for _, p := range m.Points() {
			less := append([]uint16(nil), words...)
			p.Clear(less)
			s.Bank.Set(id, 0, less...)
			s.look(t, fmt.Sprintf("%d.%s", id, p.Name()))
		}
		s.Bank.Set(id, 0, m.Blank(m.Repeats(len(words)-2))...)
		require.LessOrEqual(t, s.look(t, fmt.Sprintf("model %d", id)), well)
		s.Bank.Set(id, 0, words...)
	}
	if s.Map == nil {
		return
	}
	for _, p := range s.Map.Points() {
		if p.Null() && p.Readable() {
			s.without(p, func() { require.LessOrEqual(t, s.look(t, p.Name()), well) })
		}
	}
}

// without runs test while the point is not implemented.
func (s *suite) without(p regmap.Point, test func()) {
	first, words := p.Span()
	table, was, now := s.Bank.table(p.Table()), make([]uint16, words), make([]uint16, words)
	for i := range was {
		was[i] = table[uint16(first+i)]
	}
	copy(now, was)
	p.From(first).Clear(now)
	for i, w := range now {
		table[uint16(first+i)] = w
	}
	test()
	for i, w := range was {
		table[uint16(first+i)] = w
	}
}

// model returns the words of a model, header included.
func (s *suite) model(id uint16) []uint16 {
	words := make([]uint16, 2+s.Bank.Get(id, 1))
	for i := range words {
		words[i] = s.Bank.Get(id, uint16(i))
	}
	return words
}

func testSigns(t *testing.T, s *suite) {
	require.NotEmpty(t, s.Signs)
	for _, sign := range s.Signs {
		sign.Tell(s.Bank)
		got, err := s.Read(t.Context())
		require.NoError(t, err)
		p, told := sign.Of(got).Value()
		require.True(t, told, sign.Name)
		require.InDelta(t, float64(sign.Want), float64(p), 1e-9, sign.Name)
	}
}

// kinds are those with which a fieldbus fails. A short answer, a late one and
// one to another request are Corrupt or Unreachable by then.
var kinds = []fault.Kind{fault.Invalid, fault.Unsupported, fault.Busy, fault.Unreachable, fault.Unknown, fault.Corrupt, fault.Internal}

func failure(k fault.Kind) error { return &fault.Error{Op: "bus", Kind: k} }

func testReadErrors(t *testing.T, s *suite) {
	for _, k := range kinds {
		s.Bank.Before = func(bool) error { return failure(k) }
		got, err := s.Read(t.Context())
		require.Error(t, err)
		require.Equal(t, k, kindOf(err), err)
		require.Zero(t, got, "a value of a read that failed")
	}
}

// kindOf is the kind of the first fault in err, joined or wrapped.
func kindOf(err error) fault.Kind {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Kind
	}
	return fault.Internal
}

// testOnlySetpoints looks at the device's methods: a number that goes in could
// be a power that nobody clamped.
func testOnlySetpoints(t *testing.T, s *suite) {
	require.NotNil(t, s.Device)
	d := reflect.TypeOf(s.Device)
	for i := range d.NumMethod() {
		m := d.Method(i)
		for n := range m.Type.NumIn() {
			k := m.Type.In(n).Kind()
			require.False(t, k >= reflect.Int && k <= reflect.Complex128, "%s takes a number", m.Name)
		}
	}
}
