package wear_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/wear"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// stored is a register that wears, with that budget a day.
func stored(t require.TestingT, budget int) regmap.Point {
	m, err := regmap.ParseDevice("toy", fmt.Appendf(nil, `device toy
vendor Acme
role storage
models Toy
source nobody
verified yes on the bench
lease none never
power 30 i16 - W rw - eeprom range=-5000..5000 budget=%d
`, budget))
	require.NoError(t, err)
	p, ok := m.Point("power")
	require.True(t, ok)
	return p
}

func bookAt(now *time.Time, l wear.Ledger) *wear.Book {
	return &wear.Book{Device: "Acme/Toy/1", Ledger: l, Clock: func() time.Time { return *now }}
}

// Whatever is asked on whatever day, no day has more writes than its budget; while one
// is left there is one for a stop, and while two are, one for less.
func TestNoDayHasMoreThanItsBudget(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		budget := rapid.IntRange(1, 40).Draw(rt, "budget")
		p, now := stored(rt, budget), time.Unix(1e9, 0)
		b := bookAt(&now, &wear.Memory{})
		for range rapid.IntRange(1, 200).Draw(rt, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 7200).Draw(rt, "wait")) * time.Second)
			need := rapid.SampledFrom([]wear.Need{wear.More, wear.Less, wear.Stop}).Draw(rt, "need")
			left := budget - int(b.Today(30))
			err := b.Afford([]regmap.Point{p}, need)
			switch {
			case need == wear.Stop:
				require.Equal(rt, left >= 1, err == nil)
			case need == wear.Less:
				require.Equal(rt, left >= 2, err == nil)
			case err == nil:
				require.GreaterOrEqual(rt, left, 1+max(1, budget/6))
			}
			if err != nil {
				require.Equal(rt, fault.Unsafe, fault.KindOf(err))
				continue
			}
			require.NoError(rt, b.Spend(p))
			require.LessOrEqual(rt, b.Today(30), uint64(budget))
			require.LessOrEqual(rt, b.Today(30), b.Total(30))
		}
	})
}

// Habit takes no more than half of a day's budget, as the day goes by, and leaves the
// rest to whoever asks.
func TestFault091_HabitLeavesHalfOfTheDayToOrders(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		budget := rapid.IntRange(2, 200).Draw(rt, "budget")
		midnight := time.Unix(1e9, 0).UTC().Truncate(24 * time.Hour)
		p, now := stored(rt, budget), midnight
		b := bookAt(&now, &wear.Memory{})
		for now.Sub(midnight) < 24*time.Hour {
			if b.Afford([]regmap.Point{p}, wear.Paced) == nil {
				require.NoError(rt, b.Spend(p))
			}
			require.LessOrEqual(rt, int(b.Today(30)), budget/2*int(now.Sub(midnight)/time.Minute)/(24*60)+1)
			now = now.Add(time.Duration(rapid.IntRange(1, 600).Draw(rt, "wait")) * time.Second)
		}
		now = midnight.Add(24*time.Hour - time.Second)
		require.LessOrEqual(rt, int(b.Today(30)), budget/2)
		require.NoError(rt, b.Afford([]regmap.Point{p}, wear.Less))
		require.NoError(rt, b.Afford([]regmap.Point{p}, wear.Stop))
	})
}

// Writes that go together are paid together.
func TestSeveralWritesArePaidTogether(t *testing.T) {
	p, now := stored(t, 4), time.Unix(1e9, 0)
	b := bookAt(&now, &wear.Memory{})
	f := func(n int, affords bool) {
		t.Helper()
		writes := make([]regmap.Point, n)
		for i := range writes {
			writes[i] = p
		}
		require.Equal(t, affords, b.Afford(writes, wear.Stop) == nil)
	}
	f(0, true)
	f(4, true)
	f(5, false)
}

// broken counts nothing.
type broken struct{ wear.Memory }

func (*broken) Count(string, uint16, string) error { return fmt.Errorf("no disk") }

func TestWhatCannotBeCountedIsNotSpent(t *testing.T) {
	now := time.Unix(1e9, 0)
	require.ErrorContains(t, bookAt(&now, &broken{}).Spend(stored(t, 4)), "count the write of power: no disk")
}

// bare is a Ledger that remembers nothing but counts.
type bare struct{}

func (bare) Written(string, uint16, string) uint64 { return 0 }
func (bare) Count(string, uint16, string) error    { return nil }

// What was borrowed is owed to the Ledger where it remembers, else for this process.
func TestLoans(t *testing.T) {
	f := func(l wear.Ledger, outlive bool) {
		t.Helper()
		now := time.Unix(1e9, 0)
		b := bookAt(&now, l)
		loans := b.Loans()
		loans.Borrow(30, 55)
		v, owed := loans.Borrowed(30)
		require.True(t, owed)
		require.InDelta(t, 55, v, 0)
		_, owed = b.Loans().Borrowed(30)
		require.Equal(t, outlive, owed)
		loans.Return(30)
		_, owed = loans.Borrowed(30)
		require.False(t, owed)
	}
	f(&wear.Memory{}, true)
	f(bare{}, false)
}
