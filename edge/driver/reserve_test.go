package driver_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func reserving(t *testing.T, b *bank, keep energy.Ratio, more ...driver.Option) *driver.Device {
	t.Helper()
	d, err := driver.Discover(t.Context(), b, unit, still, append(more, driver.WithReserve(keep))...)
	require.NoError(t, err)
	b.Writes = nil
	return d
}

// with124 is a hybrid whose own reserve is told in percent.
func with124(t *testing.T, has uint16) *bank {
	b := hybrid(t)
	b.Set(124, 7, has)
	b.Set(124, 21, 0)
	return b
}

func TestRow46_TheInvertersOwnReserveIsRaisedOnce(t *testing.T) {
	f := func(has uint16, keep energy.Ratio, want ...request) {
		t.Helper()
		b := with124(t, has)
		d := reserving(t, b, keep)
		for range 3 {
			require.NoError(t, d.Reserve(t.Context()))
		}
		require.Equal(t, want, b.Writes)
	}
	at := with124(t, 0).Bases[124] + 7
	f(5, 0.2, sent(at, 20))
	f(5, 0.125, sent(at, 13)) // never less than agreed
	f(5, 0.07, sent(at, 7))
	f(20, 0.2)
	f(30, 0.2) // the owner keeps more
	f(5, 0)
}

func TestRow46_TheReserveIsInTheLedgerAndWrittenAFewTimesADay(t *testing.T) {
	b := with124(t, 5)
	ledger := &driver.Memory{}
	d := reserving(t, b, 0.2, driver.WithLedger(ledger))
	require.Empty(t, d.Wear())
	require.NoError(t, d.Reserve(t.Context()))
	at := b.Bases[124] + 7
	require.Equal(t, []driver.Wear{{Register: at, Name: "MinRsvPct", Today: 1, Total: 1, Budget: 4}}, d.Wear())
	again := func() error {
		b.Set(124, 7, 5) // somebody, or a reset, has set it back
		return reserving(t, b, 0.2, driver.WithLedger(ledger)).Reserve(t.Context())
	}
	for range 3 {
		require.NoError(t, again())
	}
	b.Writes = nil
	err := again()
	require.Equal(t, fault.Unsafe, fault.KindOf(err), "%v", err)
	require.Empty(t, b.Writes)
}

func TestRow46_ADeviceThatCannotKeepTheReserveSaysWhy(t *testing.T) {
	f := func(b *bank, kind fault.Kind, says string) {
		t.Helper()
		err := reserving(t, b, 0.2).Reserve(t.Context())
		require.Equal(t, kind, fault.KindOf(err), "%v", err)
		require.ErrorContains(t, err, says)
	}
	f(both(t), fault.Unsupported, "no reserve of its own")
	denies := with124(t, 5)
	denies.Before = func(write bool) error {
		if write {
			return &fault.Error{Kind: fault.Invalid}
		}
		return nil
	}
	f(denies, fault.Unsupported, "set it to 20 in the device's menu")
	deaf := with124(t, 5)
	deaf.Deaf = true
	f(deaf, fault.Conflict, "reads 5")
	silent := with124(t, 5)
	d := reserving(t, silent, 0.2)
	silent.Silent[124] = true
	require.Equal(t, fault.Unreachable, fault.KindOf(d.Reserve(t.Context())))
}
