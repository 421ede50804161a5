package driver_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// openMaster is a driver that passes over a device by its maker's map.
func openMaster(t *testing.T, name string, opts ...driver.Option) *master {
	m := &master{t: t, b: vendorBank(t, name), now: start}
	m.d = openVendor(t, m.b, name, func() time.Time { return m.now }, opts...)
	return m
}

// cap lets 1200 W of PV through, every second.
func (m *master) cap() error {
	m.now = m.now.Add(time.Second)
	return m.d.Curtail(m.t.Context(), approveAt(energy.Want{}, 9*time.Second, m.now).Curtailed(energy.WantPower(1200)))
}

// tries are how often the register was written.
func (m *master) tries(at uint16) (n int) {
	for _, w := range m.b.Writes {
		if w.At == at {
			n++
		}
	}
	return n
}

// trip has another master undo the limit until it is left alone.
func (m *master) trip(at uint16, theirs ...uint16) {
	m.t.Helper()
	m.b.Writes = nil
	for range 3 {
		require.NoError(m.t, m.cap())
		m.b.Put(at, theirs...)
	}
	require.Equal(m.t, 3, m.tries(at))
	require.Equal(m.t, fault.Conflict, fault.KindOf(m.cap()))
	require.Equal(m.t, 3, m.tries(at), "who of two masters is right is not ours to say")
	require.False(m.t, m.d.Curtails())
}

// A limit by a maker's map that another master undoes is left alone as one by SunSpec is,
// and for longer where each try wears the register.
func TestALimitThatIsUndoneIsLeftAlone(t *testing.T) {
	f := func(name, says string, alone time.Duration, at uint16, theirs ...uint16) {
		t.Helper()
		m := openMaster(t, name)
		m.trip(at, theirs...)
		m.now = m.now.Add(alone - 2*time.Second)
		err := m.cap()
		require.Equal(t, fault.Conflict, fault.KindOf(err))
		require.ErrorContains(t, err, "did not keep")
		require.Equal(t, 3, m.tries(at))
		require.NoError(t, m.cap())
		require.Equal(t, 4, m.tries(at))
		require.True(t, m.d.Curtails())
		m.b.Put(at, theirs...)
		require.NoError(t, m.cap())
		m.b.Put(at, theirs...)
		require.NoError(t, m.cap())
		m.b.Put(at, theirs...)
		require.ErrorContains(t, m.cap(), says)
	}
	f("deye-3p-lv", "sun_limit was set to 1200 and reads 9000", 5*time.Minute, 340, 9000)
	f("huawei-sun2000", "limit was set to 12 and reads 100", 5*time.Minute, 40125, 1000)
	f("sungrow-sh", "limit was set to 12 and reads 100", 5*time.Minute, 5007, 1000)
	f("growatt-vpp", "limit was set to 11 and reads 100", 20*time.Second, 30154, 100)
	f("solaredge-hybrid", "limit was set to 12 and reads 100", 20*time.Second, 0xF322, swapped(100)...)
}

// A master that asks for a little less than we do, or a timer that runs in its register,
// undoes nothing.
func TestALimitThatIsTightenedIsNotUndone(t *testing.T) {
	f := func(name string, writes int, changes func(*bank)) {
		t.Helper()
		m := openMaster(t, name)
		for range 6 {
			require.NoError(t, m.cap())
			changes(m.b)
		}
		require.Len(t, m.b.Writes, writes)
	}
	f("deye-3p-lv", 1, func(b *bank) { b.Words[340] -= 50 })
	f("solaredge-hybrid", 7, func(b *bank) { b.Words[0xF310]-- })
	m := openMaster(t, "solaredge-hybrid", driver.WithLedger(&driver.Memory{}))
	for range 6 {
		m.now = m.now.Add(20 * time.Second)
		require.NoError(t, m.d.Curtail(t.Context(), approveAt(energy.Want{}, time.Minute, m.now).Curtailed(energy.WantPower(1200))))
		m.b.Words[0xF310] -= 20
	}
}

// A master that undoes the limit each second for hours does not spend the day's writes:
// there are some left for when it is gone.
func TestAQuarrelDoesNotSpendTheDay(t *testing.T) {
	f := func(name string, hours, writes int, at, theirs uint16) {
		t.Helper()
		m := openMaster(t, name, driver.WithLedger(&driver.Memory{}))
		longest, last := time.Duration(0), m.now
		for range hours * 3600 {
			if err := m.cap(); err == nil {
				longest, last = max(longest, m.now.Sub(last)), m.now
			} else {
				require.Equal(t, fault.Conflict, fault.KindOf(err), "%v", err)
			}
			m.b.Put(at, theirs)
		}
		require.Len(t, m.b.Writes, writes)
		require.Less(t, uint64(writes), m.d.Wear()[0].Budget)
		require.LessOrEqual(t, longest, 4*time.Hour)
	}
	f("deye-3p-lv", 8, 21, 340, 9000)
	f("huawei-sun2000", 24, 117, 40125, 1000)
}

// The quarrel of yesterday is not counted to the one of today.
func TestAQuarrelIsForgottenInPeace(t *testing.T) {
	m := openMaster(t, "huawei-sun2000")
	alone := func(most time.Duration) {
		t.Helper()
		m.now = m.now.Add(most - 2*time.Second)
		require.Error(t, m.cap())
		m.now = m.now.Add(time.Second)
		require.True(t, m.d.Curtails())
	}
	m.trip(40125, 1000)
	alone(5 * time.Minute)
	m.trip(40125, 1000)
	alone(10 * time.Minute)
	for range 3700 {
		require.NoError(t, m.cap())
	}
	m.b.Put(40125, 1000)
	require.NoError(t, m.cap())
	m.b.Put(40125, 1000)
	require.NoError(t, m.cap())
	m.b.Put(40125, 1000)
	require.Error(t, m.cap())
	alone(5 * time.Minute)
}

// What a device ends itself, by its own timer or a restart, or what we took off, is no
// quarrel.
func TestALimitThatEndsByItselfIsNotOverruled(t *testing.T) {
	f := func(name string, ends func(*master)) {
		t.Helper()
		m := openMaster(t, name, driver.WithLedger(&driver.Memory{}))
		for range 6 {
			require.NoError(t, m.cap())
			ends(m)
			require.True(t, m.d.Curtails())
		}
	}
	full := swapped(100)
	timer := makers["solaredge-hybrid"].curb.timer
	f("solaredge-hybrid", func(m *master) {
		m.b.Timers = []*drivertest.Timer{&timer}
		require.NoError(t, m.cap())
		m.now = m.now.Add(9 * time.Second)
		m.b.Pass(9 * time.Second)
		require.Equal(t, full, []uint16{m.b.Words[0xF322], m.b.Words[0xF323]})
	})
	f("growatt-vpp", func(m *master) {
		m.b.Before = func(bool) error { return &fault.Error{Kind: fault.Unreachable} }
		require.Error(t, m.cap())
		m.b.Before = nil
		m.b.Put(30154, 100)
	})
	f("deye-3p-lv", func(m *master) {
		require.NoError(t, m.d.Curtail(t.Context(), approveAt(energy.Want{}, 9*time.Second, m.now)))
		m.b.Put(340, 9000)
	})
	f("huawei-sun2000", func(m *master) {
		m.now = m.now.Add(10 * time.Second) // nobody looked for longer than was asked for
		m.b.Put(40125, 1000)
	})
	m := openMaster(t, "solaredge-hybrid")
	for range 3 {
		require.NoError(t, m.cap())
		m.b.Put(0xF322, full...)
	}
	require.Equal(t, fault.Conflict, fault.KindOf(m.cap()), "before its time")
}
