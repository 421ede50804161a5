package driver_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// master is a driver that passes over its device once a second.
type master struct {
	t   *testing.T
	b   *bank
	d   *driver.Device
	now time.Time
}

func newMaster(t *testing.T, b *bank) *master {
	m := &master{t: t, b: b, now: start}
	m.d = discover(t, b, func() time.Time { return m.now })
	return m
}

// pass reads the device and commands p, as a gateway does.
func (m *master) pass(p energy.Watts) error {
	m.now = m.now.Add(time.Second)
	_, err := m.d.Read(m.t.Context())
	require.NoError(m.t, err)
	return m.d.Write(m.t.Context(), approveAt(energy.WantPower(p), 9*time.Second, m.now))
}

// Written, read back and measured are three things, and each is told.
func TestRow34_ACommandIsWrittenReadBackAndMeasured(t *testing.T) {
	f := func(b *bank) {
		t.Helper()
		m := newMaster(t, b)
		require.Equal(t, driver.Uncommanded, m.d.Command().Stage)
		require.NoError(t, m.pass(1500))
		require.Equal(t, driver.Written, m.d.Command().Stage)
		require.NoError(t, m.pass(1400))
		require.Equal(t, driver.ReadBack, m.d.Command().Stage)
		m.d.Obeyed()
		require.NoError(t, m.pass(1300))
		require.Equal(t, driver.Measured, m.d.Command().Stage)
		require.NoError(t, m.d.Write(t.Context(), approveAt(energy.Want{}, 9*time.Second, m.now)))
		require.Equal(t, driver.Uncommanded, m.d.Command().Stage)
	}
	f(storage(t))
	f(hybrid(t))
	f(storage124(t))
}

// What is read back costs no request: the look before each command is it, and
// where the poll reads those registers anyway there is not even that.
func TestReadBackCostsNoRequest(t *testing.T) {
	f := func(b *bank, looks int) {
		t.Helper()
		m := newMaster(t, b)
		require.NoError(t, m.pass(1500))
		reads := 0
		b.Before = func(write bool) error {
			if !write {
				reads++
			}
			return nil
		}
		require.NoError(t, m.pass(1500))
		require.Equal(t, m.d.Requests()+looks, reads)
		require.Equal(t, driver.ReadBack, m.d.Command().Stage)
	}
	f(storage(t), 1)
	f(hybrid(t), 1)
	f(storage124(t), 0)
}

// Another master writes what we hold: it is overruled at once, and told of. One
// that goes on is left to itself after three times, for longer each time.
func TestFault089_AnotherMasterIsOverruledThreeTimesAtMost(t *testing.T) {
	f := func(b *bank, model, offset, theirs uint16, why string) {
		t.Helper()
		m := newMaster(t, b)
		require.NoError(t, m.pass(1500))
		for range 2 {
			b.Set(model, offset, theirs)
			require.NoError(t, m.pass(1500))
			require.Equal(t, driver.Overruled, m.d.Command().Stage)
			require.Contains(t, m.d.Command().Why, why)
			require.NotEqual(t, theirs, b.Get(model, offset))
			require.NoError(t, m.pass(1500))
			require.Equal(t, driver.ReadBack, m.d.Command().Stage)
			m.d.Obeyed() // that it works meanwhile ends no quarrel
		}
		b.Set(model, offset, theirs)
		b.Writes = nil
		require.Equal(t, fault.Conflict, fault.KindOf(m.pass(1500)))
		require.Empty(t, b.Writes, "who of two masters is right is not ours to say")
		require.False(t, m.d.Controllable())
		require.Contains(t, m.d.Trust().Reason, why)
		require.Equal(t, fault.Unsupported, fault.KindOf(m.pass(1500)))
		m.now = m.now.Add(5 * time.Minute)
		require.NoError(t, m.pass(1500))
		require.True(t, m.d.Controllable())
	}
	f(storage(t), 704, 25, neg(4000), "WSet was set to 1500 and reads")
	f(storage(t), 704, 22, 0, "WSetEna was set to 1 and reads 0")
	f(storage(t), 704, 23, 0, "WSetMod was set to 1 and reads 0")
	f(hybrid(t), 124, 12, neg(4000), "OutWRte was set to 30 and reads -40")
	f(hybrid(t), 124, 13, 4000, "InWRte was set to -30 and reads 40")
	f(hybrid(t), 124, 5, 1, "StorCtl_Mod was set to 3 and reads 1")
}

// A device that takes writes and forgets them is one that was overruled.
func TestFault090_ADeafDeviceIsFoundByItsRegisters(t *testing.T) {
	f := func(b *bank) {
		t.Helper()
		m := newMaster(t, b)
		b.Deaf = true
		for range 3 {
			require.NoError(t, m.pass(1500))
		}
		require.Error(t, m.pass(1500))
		require.False(t, m.d.Controllable())
	}
	f(storage(t))
	f(hybrid(t))
}

// Settings that are gone with a restart are written again, and are no quarrel.
func TestFault090_ARestartIsNoQuarrel(t *testing.T) {
	m := newMaster(t, storage(t))
	for range 20 {
		require.NoError(t, m.pass(1500))
		m.b.Set(704, 22, 0) // the restart
		m.now = m.now.Add(time.Hour)
	}
	require.True(t, m.d.Controllable())
	require.NoError(t, m.pass(1500))
	m.b.Set(704, 22, 0)
	m.now = m.now.Add(9 * time.Second) // its timer may have ended it
	require.NoError(t, m.pass(1500))
	require.Equal(t, driver.Written, m.d.Command().Stage)
}

// A device that keeps shares in whole percent, or watts as such shares, rounds and
// refuses nothing.
func TestRoundingIsNoQuarrel(t *testing.T) {
	f := func(b *bank, model, offset uint16, rounded uint16, want driver.Stage) {
		t.Helper()
		m := newMaster(t, b)
		require.NoError(t, m.pass(1516)) // 30.32 % of 5 kW
		b.Set(model, offset, rounded)
		require.NoError(t, m.pass(1516))
		require.Equal(t, want, m.d.Command().Stage)
	}
	f(hybrid(t), 124, 12, 3000, driver.ReadBack)
	f(hybrid(t), 124, 12, 3100, driver.ReadBack)
	f(hybrid(t), 124, 12, 2900, driver.Overruled)
	f(storageRated(t), 704, 25, 1500, driver.ReadBack)
	f(storageRated(t), 704, 25, 1450, driver.Overruled)
	f(storage(t), 704, 25, 1500, driver.Overruled) // nothing to round to is told
}

// storageRated tells its maximum of 5 kW.
func storageRated(t *testing.T) *bank {
	return device(40000, identity(t), measured(t), image(t, 702, 0, capable), image(t, 704, 0, watts), capacity(t, 550))
}

// The limit of PV is read back as well, and its quarrels are its own.
func TestALimitOfPVIsReadBack(t *testing.T) {
	b := device(40000, identity(t), image(t, 103, 0, inverter), image(t, 120, 0, plate), image(t, 123, 0, limits123))
	m := newMaster(t, b)
	pass := func() error {
		m.now = m.now.Add(time.Second)
		return m.d.Curtail(t.Context(), approveAt(energy.Want{}, 9*time.Second, m.now).Curtailed(energy.WantPower(1500)))
	}
	require.NoError(t, pass())
	for range 2 {
		b.Set(123, 5, 90)
		require.NoError(t, pass())
		require.Equal(t, uint16(25), b.Get(123, 5))
	}
	b.Set(123, 9, 0)
	require.Equal(t, fault.Conflict, fault.KindOf(pass()))
	require.False(t, m.d.Curtails())
	require.Equal(t, fault.Conflict, fault.KindOf(pass()), "for as long as it is left alone")
	m.now = m.now.Add(20 * time.Second)
	require.NoError(t, pass())
	require.True(t, m.d.Curtails())
}

// Who overrules a limit may be gone a moment later: it is tried again within half a
// minute, however long they have quarrelled.
func TestALimitOfPVIsNeverLeftAloneForLong(t *testing.T) {
	b := device(40000, identity(t), image(t, 103, 0, inverter), image(t, 120, 0, plate), image(t, 123, 0, limits123))
	m := newMaster(t, b)
	last, longest, taken := m.now, time.Duration(0), 0
	for range 2000 {
		m.now = m.now.Add(time.Second)
		if m.d.Curtail(t.Context(), approveAt(energy.Want{}, 9*time.Second, m.now).Curtailed(energy.WantPower(1500))) == nil {
			longest, last, taken = max(longest, m.now.Sub(last)), m.now, taken+1
			b.Set(123, 5, 90)
		}
	}
	require.LessOrEqual(t, longest, 25*time.Second)
	require.Less(t, taken, 500, "and left alone between")
}
