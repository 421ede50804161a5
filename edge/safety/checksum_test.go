package safety_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// leaves calls f with each field of v that holds a plain value, by its path.
func leaves(v reflect.Value, path string, f func(string, reflect.Value)) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			leaves(v.Field(i), path+"."+v.Type().Field(i).Name, f)
		}
	case reflect.Array:
		for i := range v.Len() {
			leaves(v.Index(i), path, f)
		}
	default:
		f(path, v)
	}
}

func TestFault095_EveryParameterIsUnderTheChecksum(t *testing.T) {
	l := everyCheck()
	sum, seen := l.Checksum(), map[uint32]string{}
	leaves(reflect.ValueOf(&l).Elem(), "", func(path string, v reflect.Value) {
		was := reflect.New(v.Type()).Elem()
		was.Set(v)
		switch v.Kind() {
		case reflect.Bool:
			v.SetBool(!v.Bool())
		case reflect.Float64:
			v.SetFloat(v.Float() + 1.5)
		case reflect.Int64:
			v.SetInt(v.Int() + 1)
		case reflect.Uint8:
			v.SetUint(v.Uint() + 1)
		default:
			t.Fatalf("%s is of no fixed size", path)
		}
		if live := len(path) > 5 && path[:5] == ".Live"; live {
			require.Equal(t, sum, l.Checksum(), "%s is not of commissioning", path)
		} else {
			require.NotEqual(t, sum, l.Checksum(), "%s", path)
			require.Empty(t, seen[l.Checksum()], "%s", path)
			seen[l.Checksum()] = path
		}
		v.Set(was)
	})
	require.Equal(t, sum, l.Checksum())
	require.Greater(t, len(seen), 50)
}

func TestFault095_CorruptedParametersHoldTheHomeStill(t *testing.T) {
	l := everyCheck()
	same, ok := safety.Checked(l, l.Checksum())
	require.True(t, ok)
	require.Equal(t, l, same)
	f := func(l safety.Limits, sum uint32) {
		t.Helper()
		cautious, ok := safety.Checked(l, sum)
		require.False(t, ok)
		require.Equal(t, safety.Cautious(), cautious)
	}
	f(l, l.Checksum()^1)
	f(safety.Limits{}, safety.Limits{}.Checksum())
	sum := l.Checksum()
	l.Reserve = 0
	f(l, sum)

	c, st := safety.Cautious(), safety.State{}
	require.Empty(t, c.Flaw())
	for i := range 10 {
		now := start.Add(time.Duration(i) * time.Second)
		s := withPV(wellAt(now), 3000)
		s.Grid = energy.Read(energy.Watts(2600), now)
		var set safety.Setpoint
		st, set, _ = safety.Step(&c, st, s, energy.WantPower(3000-energy.Watts(i%2)*6000), energy.Dispatch, now)
		p, asked := set.Power()
		require.True(t, asked)
		require.Zero(t, p)
		sun, curbs := set.Curtail()
		require.True(t, curbs)
		require.LessOrEqual(t, sun, energy.Watts(400))
	}
}
