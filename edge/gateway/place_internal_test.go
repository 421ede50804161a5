package gateway

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/config"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// reading203 is a PV inverter that also reads the grid connection: 600 W exported.
func reading203(t *testing.T) *box {
	return newBox(identity(t), image(t, 103, 0, map[string]uint16{"W": 900, "W_SF": 0}),
		image(t, 203, 0, map[string]uint16{"W": neg(600), "W_SF": 0}))
}

func TestTheInverterReadsTheGridWhereNoMeterDoes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newTheatre(map[uint8]*box{2: storage(t), 3: reading203(t)})
		grid, ok := s.pass(t, 3).Snapshot.Grid.Value()
		require.True(t, ok)
		require.EqualValues(t, 600, grid)
		require.True(t, s.home.Inventory()["bus1-unit3"].Metered)

		s.wires.units[3].silent = true
		s = s.again(s.home.Past())
		require.Equal(t, energy.Missing, s.pass(t, 3).Snapshot.Grid.Quality(), "it owes the grid from the first tick on")
	})
}

func TestTheMeterCountsAloneWhereThereIsOne(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newTheatre(map[uint8]*box{2: storage(t), 3: reading203(t), 240: meter(t)})
		grid, ok := s.pass(t, 3).Snapshot.Grid.Value()
		require.True(t, ok)
		require.EqualValues(t, -800, grid)
	})
}

// paced notes the pause of each unit.
type paced struct {
	*wires
	pauses map[uint8]time.Duration
}

func (p *paced) Pace(unit uint8, gap time.Duration) { p.pauses[unit] = gap }

// ReadInput has the same registers as ReadHolding.
func (p *paced) ReadInput(ctx context.Context, unit uint8, at uint16, into []uint16) error {
	return p.ReadHolding(ctx, unit, at, into)
}

// em24 is a meter whose map asks for 50 ms.
func em24() *box {
	b := &box{words: map[uint16]uint16{}}
	for at := range uint16(0x60) {
		b.words[at] = 0
	}
	b.words[0x0B] = 1648
	return b
}

func TestADeviceIsAskedAtThePaceOfItsMapWhereTheTickHasRoom(t *testing.T) {
	f := func(tick config.Duration, want time.Duration) {
		t.Helper()
		bubble(t, func(t *testing.T) {
			s := newTheatre(map[uint8]*box{3: em24()})
			bus := &paced{wires: s.wires, pauses: map[uint8]time.Duration{}}
			s.config.Tick = tick
			fields := []Field{{Registers: bus, Units: []uint8{3}, Said: map[uint8]Said{3: {Map: "carlogavazzi-em24-e1"}}}}
			home := NewHome(s.config, fields, time.Now, s.home.log)
			home.Pass(t.Context())
			require.Len(t, home.Inventory(), 1)
			require.Equal(t, map[uint8]time.Duration{3: want}, bus.pauses)
		})
	}
	f(10000, 50*time.Millisecond)
	f(200, 10*time.Millisecond) // four requests
}

// A pause that the tick has no room for is cut, and that is told with the tick that has.
func TestPain06_APauseThatDoesNotFitIsTold(t *testing.T) {
	require.Empty(t, hurry(300*time.Millisecond, 10*time.Second, 5))
	require.Empty(t, hurry(0, 200*time.Millisecond, 5))
	require.Equal(t, "it is asked 41 ms after its last answer, and wants 300: it may fall behind; tick_ms = 7200 or more has room for it", hurry(300*time.Millisecond, time.Second, 5))
	require.Empty(t, hurry(300*time.Millisecond, 7200*time.Millisecond, 5))
}

// A device that serves one connection is ours alone: others read through us, or are
// told in the status that they cannot.
func TestADeviceThatServesOneConnectionIsShared(t *testing.T) {
	f := func(clients int, guests, want string) {
		t.Helper()
		require.Equal(t, want, (&seat{field: Field{Guests: guests}}).sharing(clients))
	}
	f(0, "", "")
	f(3, "127.0.0.1:1502", "")
	f(1, "127.0.0.1:1502", "read it at 127.0.0.1:1502")
	f(1, "", "cannot be served: give its bus a proxy")
}
