package driver_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func good[T ~float64](t *testing.T, r energy.Reading[T], want float64) {
	t.Helper()
	require.Equal(t, energy.Good, r.Quality())
	v, _ := r.Value()
	require.InDelta(t, want, float64(v), 1e-9)
	require.False(t, r.At().IsZero())
}

func missing[T ~float64](t *testing.T, r energy.Reading[T]) {
	t.Helper()
	require.Equal(t, energy.Missing, r.Quality())
}

func read(t *testing.T, b *bank) energy.Snapshot {
	t.Helper()
	s, err := discover(t, b, still).Read(t.Context())
	require.NoError(t, err)
	require.Empty(t, b.Writes)
	return s
}

func TestHybridReads(t *testing.T) {
	s := read(t, hybrid(t))
	good(t, s.Inverter, 3450)
	good(t, s.Battery, -1200)
	good(t, s.PV, 1500)
	good(t, s.SoC, 0.625)
	good(t, s.Capacity, 10200)
	good(t, s.MaxCharge, 4000)    // 10 A at 400 V is less than 5000 W
	good(t, s.MaxDischarge, 4800) // 25 A at 400 V is more than the rating
	good(t, s.Voltage, 230.1)
	good(t, s.Frequency, 50.01)
	good(t, s.Temperature, 41.5)
	missing(t, s.Grid)
	missing(t, s.Load)
}

func TestStorageReads(t *testing.T) {
	s := read(t, storage(t))
	good(t, s.Inverter, -3200)
	good(t, s.Battery, -3200)
	good(t, s.SoC, 0.625)
	good(t, s.Temperature, 23.1)
	good(t, s.Voltage, 229.9)
	good(t, s.Frequency, 49.98)
	missing(t, s.PV)
	missing(t, s.Grid)
}

func TestSolarReads(t *testing.T) {
	s := read(t, solar(t))
	good(t, s.Inverter, 3450)
	good(t, s.PV, 3450)
	missing(t, s.Battery)
	missing(t, s.SoC)
	missing(t, s.MaxCharge)
}

// A meter counts import as positive; the plant counts export so.
func TestMeterReads(t *testing.T) {
	s := read(t, meter(t))
	good(t, s.Grid, -1234)
	good(t, s.Voltage, 230.5)
	good(t, s.Frequency, 50)
	missing(t, s.Inverter)
}

func TestRow26_NotImplementedIsMissing(t *testing.T) {
	b := hybrid(t)
	at := b.Bases[802]
	f := func(offset, word uint16) energy.Snapshot {
		t.Helper()
		was := b.Words[at+offset]
		defer b.Put(at+offset, was)
		b.Put(at+offset, word)
		return read(t, b)
	}
	missing(t, f(11, none).SoC)
	missing(t, f(56, null).SoC)
	missing(t, f(47, null).Battery)
	missing(t, f(4, none).MaxCharge)
	good(t, f(45, none).MaxCharge, 5000) // no current limit: the rating stands
	good(t, f(47, 0).Battery, 0)
	b.Put(b.Bases[160]+41, none) // a sum of inputs is not known without one of them
	missing(t, read(t, b).PV)
}

func TestOneSilentModelLeavesTheOthersStanding(t *testing.T) {
	b := hybrid(t)
	d := discover(t, b, still)
	_, err := d.Read(t.Context())
	require.NoError(t, err)
	b.Silent[802] = true
	s, err := d.Read(t.Context())
	require.Error(t, err)
	require.ErrorContains(t, err, "bank")
	missing(t, s.SoC)
	missing(t, s.Battery)
	missing(t, s.MaxDischarge)
	good(t, s.Inverter, 3450)
	good(t, s.PV, 1500)
	delete(b.Silent, 802)
	s, err = d.Read(t.Context())
	require.NoError(t, err)
	good(t, s.SoC, 0.625)
}

func TestAllSilentIsAllMissing(t *testing.T) {
	b := meter(t)
	d := discover(t, b, still)
	b.Silent[203] = true
	s, err := d.Read(t.Context())
	var refusal *fault.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, fault.Unreachable, refusal.Kind)
	require.Zero(t, s)
}

// Each answer takes a second; a reading bears the time of its own.
func TestReadingsBearTheTimeOfTheirBlock(t *testing.T) {
	b, now := hybrid(t), start
	d := discover(t, b, func() time.Time { return now })
	b.Before = func(bool) error { now = now.Add(time.Second); return nil }
	s, err := d.Read(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3, b.Reads) // 103, 160, 802: settings are not polled
	require.Equal(t, start.Add(time.Second), s.Inverter.At())
	require.Equal(t, start.Add(2*time.Second), s.PV.At())
	require.Equal(t, start.Add(3*time.Second), s.SoC.At())
	require.Equal(t, s.SoC.At(), s.MaxCharge.At())
}
