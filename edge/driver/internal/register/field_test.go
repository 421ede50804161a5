package register_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// control is model 704 with whole watts, and percents that have no scale.
func control(t *testing.T) (*drivertest.Bank, *register.Block) {
	t.Helper()
	bank, b := modelAt(t, 704, 0)
	bank.Set(704, 55, 0)
	require.NoError(t, b.Read(t.Context()))
	return bank, b
}

// What is sent goes as one request, from the first field to the last, and reads back as
// it was sent.
func TestFieldsGoTogether(t *testing.T) {
	bank, b := control(t)
	rapid.Check(t, func(rt *rapid.T) {
		bank.Writes = nil
		watts := float64(rapid.Int32Range(-1e6, 1e6).Draw(rt, "watts"))
		mode, timer := b.Point("WSetMod"), b.Point("WSetRvrtTms")
		power := b.Point("WSet")
		require.NoError(rt, register.Set(t.Context(), register.Field{Point: mode, To: 1}, register.Field{Point: power, To: watts}, register.Field{Point: timer, To: 60}))
		require.Len(rt, bank.Writes, 1)
		require.Equal(rt, bank.Bases[704]+23, bank.Writes[0].At)
		require.Len(rt, bank.Writes[0].Words, 10)
		require.NoError(rt, b.Read(t.Context()))
		got, told := power.Value()
		require.True(rt, told)
		require.InDelta(rt, watts, got, 0)
	})
}

// A field that cannot be said takes those beside it along.
func TestNothingIsSentBesideWhatCannotBe(t *testing.T) {
	bank, b := control(t)
	f := func(kind fault.Kind, fields ...register.Field) {
		t.Helper()
		err := register.Set(t.Context(), fields...)
		require.Equal(t, kind, fault.KindOf(err), "%v", err)
		require.Empty(t, bank.Writes)
	}
	on := register.Field{Point: b.Point("WSetEna"), To: 1}
	f(fault.Invalid, on, register.Field{Point: b.Point("WSet"), To: 1e12})
	f(fault.Unsupported, on, register.Field{Point: b.Point("WSetPct"), To: 1}) // its scale is not told
	require.NoError(t, register.Set(t.Context(), on))
}
