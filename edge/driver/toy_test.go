package driver_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// toy has what no maker in the house has yet: a heartbeat, steps of its own to
// refresh, writes that go together, a signed power, and pairs that are known.
const toy = `device toy
vendor Acme
role storage
models Toy 1
source nobody/nothing
verified yes on the bench
known Toy* 2.*
together
lease heartbeat beat 20
battery 10 i16 - W ro gen live
ac      11 i16 - W ro gen live
soc     12 u16 - % ro - live
model   20 string2 - - ro - const
version 22 string2 - - ro - const
power   30 i16 - W rw load ram range=-5000..5000
mode    31 u16 - - rw - ram enum=0,1
beat    32 u16 - - wo - ram range=1..32767
hold always power power
hold always mode 1
hold always beat beat
refresh always beat beat
release mode 0
release power 0
`

func toyDevice(t testing.TB, clock func() time.Time, version string) (*bank, *driver.Device) {
	t.Helper()
	m, err := regmap.ParseDevice("toy", []byte(toy))
	require.NoError(t, err)
	b := drivertest.NewBank()
	b.Put(10, 3, 3, 50)
	b.Put(20, append(ascii("Toy1", 2), ascii(version, 2)...)...)
	b.Put(30, 0, 0, 0)
	d, err := driver.OpenMap(t.Context(), b, unit, clock, m, driver.WithRating(5000))
	require.NoError(t, err)
	return b, d
}

func TestHeartbeatAndRefresh(t *testing.T) {
	b, d := toyDevice(t, still, "2.1")
	require.Equal(t, driver.Trust{Level: driver.Controllable}, d.Trust())
	require.NoError(t, d.Write(t.Context(), hold(1500)))
	require.Equal(t, []request{sent(30, neg(1500), 1, 1)}, b.Writes, "side by side, in one request")
	b.Writes = nil
	require.NoError(t, d.Write(t.Context(), hold(1500)))
	require.NoError(t, d.Write(t.Context(), hold(1500)))
	require.Equal(t, []request{sent(32, 2), sent(32, 3)}, b.Writes, "a refresh is the beat alone")
	require.NoError(t, d.Write(t.Context(), hold(-200)))
	requireApplied(t, d, -200, true)
	require.Equal(t, start.Add(20*time.Second), d.Lapse(hold(100)))
	require.Equal(t, start, d.Lapse(ownMode()))
}

func TestKnownPairs(t *testing.T) {
	b, d := toyDevice(t, still, "3.0")
	require.Equal(t, driver.ReadOnly, d.Trust().Level)
	require.Contains(t, d.Trust().Reason, `model "Toy1" with firmware "3.0" is not known`)
	require.Equal(t, fault.Unsupported, fault.KindOf(d.Write(t.Context(), hold(100))))
	require.Empty(t, b.Writes)
}

// The beat stops, and 20 s later the device is where Lapse said it would be.
func TestHeartbeatLapses(t *testing.T) {
	now := start
	b, d := toyDevice(t, func() time.Time { return now }, "2.1")
	b.Timers = []*drivertest.Timer{{
		Starts: []uint16{32},
		Length: func(*bank) time.Duration { return 20 * time.Second },
		End:    func(b *bank) { b.Words[31] = 0 },
	}}
	pass := func(d time.Duration) { now = now.Add(d); b.Pass(d) }
	set := func() { require.NoError(t, d.Write(t.Context(), approveAt(energy.WantPower(900), 9*time.Second, now))) }
	set()
	for range 5 {
		pass(19 * time.Second)
		requireApplied(t, d, 900, true)
		set()
	}
	pass(20 * time.Second)
	requireApplied(t, d, 0, false)
}
