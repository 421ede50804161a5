package fieldbustest

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Test runs the suite. It leaves other words in the scratch registers.
func Test(t *testing.T, link Registers, s Subject) {
	t.Helper()
	f := func(name string, check func(*testing.T, Registers, Subject)) {
		t.Run(name, func(t *testing.T) { check(t, link, s) })
	}
	f("values are those of the unit and address asked", testValues)
	f("callers do not mix", testConcurrent)
	f("what does not exist is refused", testRefusals)
	f("what is written is read back", testWrites)
}

// kind is one way to read, and what must come.
type kind struct {
	read func(ctx context.Context, unit uint8, address uint16, into []uint16) error
	want func(unit uint8, address uint16) uint16
}

func kinds(link Registers, s Subject) []kind {
	all := []kind{{link.ReadHolding, s.Holding}}
	if s.Input != nil {
		all = append(all, kind{link.ReadInput, s.Input})
	}
	return all
}

// check reads count registers and compares each.
func (k kind) check(t *testing.T, unit uint8, address uint16, count int) bool {
	t.Helper()
	into := make([]uint16, count)
	if !assert.NoError(t, k.read(t.Context(), unit, address, into)) {
		return false
	}
	for i, word := range into {
		if !assert.Equal(t, k.want(unit, address+uint16(i)), word, "unit %d register %d", unit, address+uint16(i)) {
			return false
		}
	}
	return true
}

func testValues(t *testing.T, link Registers, s Subject) {
	last := s.Address + uint16(s.Count) - 1
	for _, k := range kinds(link, s) {
		for _, unit := range s.Units {
			k.check(t, unit, s.Address, 1)
			k.check(t, unit, last, 1)
			k.check(t, unit, s.Address, min(125, s.Count))
			k.check(t, unit, s.Address, s.Count)
		}
	}
}

func testConcurrent(t *testing.T, link Registers, s Subject) {
	var group sync.WaitGroup
	for i, unit := range append(s.Units, s.Units...) {
		for _, k := range kinds(link, s) {
			group.Go(func() {
				for n := range 10 {
					if at := (i + n*3) % s.Count; !k.check(t, unit, s.Address+uint16(at), min(4, s.Count-at)) {
						return
					}
				}
			})
		}
	}
	group.Wait()
}

func testRefusals(t *testing.T, link Registers, s Subject) {
	for _, k := range kinds(link, s) {
		into := make([]uint16, 5)
		err := k.read(t.Context(), s.Units[0], s.Address+uint16(s.Count)-2, into)
		require.Equal(t, fault.Invalid.String(), fault.KindOf(err).String(), "%v", err)
		require.Equal(t, make([]uint16, 5), into, "not even the registers that exist")
		k.check(t, s.Units[0], s.Address, 1)
	}
}

func testWrites(t *testing.T, link Registers, s Subject) {
	if s.ScratchCount == 0 {
		err := link.WriteHolding(t.Context(), s.Units[0], s.Address, []uint16{1})
		require.Contains(t, []fault.Kind{fault.Unsupported, fault.Invalid}, fault.KindOf(err), "%v", err)
		testValues(t, link, s)
		return
	}
	for _, count := range []int{1, min(2, s.ScratchCount), s.ScratchCount} {
		words, got := make([]uint16, count), make([]uint16, count)
		for i := range words {
			words[i] = uint16(40000 + 7*i + count)
		}
		require.NoError(t, link.WriteHolding(t.Context(), s.Units[0], s.Scratch, words))
		require.NoError(t, link.ReadHolding(t.Context(), s.Units[0], s.Scratch, got))
		require.Equal(t, words, got)
	}
	for _, unit := range s.Units[1:] {
		kind{link.ReadHolding, s.Holding}.check(t, unit, s.Scratch, s.ScratchCount)
	}
}
