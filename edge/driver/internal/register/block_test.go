package register_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

var start = time.Unix(1e9, 0)

func unitOf(b *drivertest.Bank) *register.Unit {
	return &register.Unit{Bus: b, ID: drivertest.Unit, Clock: func() time.Time { return start }}
}

// modelAt is a model's block, on a bank that has nothing else.
func modelAt(t *testing.T, id uint16, repeats int) (*drivertest.Bank, *register.Block) {
	t.Helper()
	m, ok := regmap.SunSpec(id)
	require.True(t, ok)
	b := drivertest.NewDevice(40000, m.Blank(repeats))
	return b, unitOf(b).Model(m, b.Bases[id], m.Length(repeats))
}

func TestABlockThatDidNotAnswerTellsNothing(t *testing.T) {
	bank, b := modelAt(t, 203, 0)
	bank.Set(203, 16, 0xFFFF-99, 0) // W, and W_SF behind its phases
	p := b.Point("W")
	f := func(err bool) {
		t.Helper()
		require.Equal(t, err, b.Read(t.Context()) != nil)
		_, fresh := b.At()
		require.Equal(t, !err, fresh)
		_, told := b.Point("ID").Value()
		require.False(t, told, "a name the map lacks")
		if err {
			_, told = p.Value()
			require.False(t, told)
		}
	}
	f(false)
	bank.Silent[203] = true
	f(true)
	delete(bank.Silent, 203)
	f(false)
	bank.Set(203, 0, 204)
	f(true)
	require.Equal(t, fault.Corrupt, fault.KindOf(b.Read(t.Context())), "another model stands there")
}

// A poll is looked at once; the next look asks the device.
func TestALookTakesThePoll(t *testing.T) {
	bank, b := modelAt(t, 704, 0)
	f := func(requests int, do func() error) {
		t.Helper()
		bank.Reads = 0
		require.NoError(t, do())
		require.Equal(t, requests, bank.Reads)
	}
	poll := func() error { return b.Poll(t.Context()) }
	look := func() error { return b.Look(t.Context()) }
	f(1, poll)
	f(0, look)
	f(1, look)
	f(1, poll)
	f(1, func() error { return b.Read(t.Context()) })
	f(1, look)
	bank.Silent[704] = true
	require.Error(t, poll())
	require.Error(t, look(), "a poll that failed is none")
}

// One request reads 125 words at most.
func TestRequestsAreAsManyAsNeeded(t *testing.T) {
	f := func(words, requests int) {
		t.Helper()
		bank := drivertest.NewBank()
		bank.Put(100, make([]uint16, words)...)
		b := unitOf(bank).Span(regmap.Span{Base: 100, Words: words})
		require.NoError(t, b.Read(t.Context()))
		require.Equal(t, requests, bank.Reads)
		require.Equal(t, requests, b.Requests())
	}
	f(1, 1)
	f(125, 1)
	f(126, 2)
	f(300, 3)
}

// A name that the map lacks is in none of the model's repeating groups.
func TestARepeatIsThereWhereThePointIs(t *testing.T) {
	_, b := modelAt(t, 160, 2)
	require.NoError(t, b.Read(t.Context()))
	require.True(t, b.Point("DCW").Repeat(1).Known())
	missing := b.Point("nobody").Repeat(1)
	require.False(t, missing.Known())
	_, told := missing.Value()
	require.False(t, told)
}
