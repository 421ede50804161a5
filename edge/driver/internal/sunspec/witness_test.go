package sunspec_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/sunspec"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/wear"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// witness keeps what it is told, and gives up where it is told to.
type witness struct {
	whys  []string
	kept  int
	gives error
}

func (w *witness) Overruled(why string) error { w.whys = append(w.whys, why); return w.gives }
func (w *witness) Kept()                      { w.kept++ }

// bench is a device of those models, all of their points not implemented but for what
// raw sets by name.
type bench struct {
	*drivertest.Bank
	witness
	now    time.Time
	device *sunspec.Device
}

type raw = map[string]uint16

func newBench(t *testing.T, models map[uint16]raw, order ...uint16) *bench {
	t.Helper()
	b := &bench{now: time.Unix(1e9, 0)}
	var images [][]uint16
	for _, id := range order {
		m, ok := regmap.SunSpec(id)
		require.True(t, ok)
		words := m.Blank(0)
		for name, v := range models[id] {
			p, ok := m.Point(name)
			require.True(t, ok, "model %d has no %s", id, name)
			clear(words[p.Offset() : p.Offset()+p.Size()])
			words[p.Offset()+p.Size()-1] = v
		}
		images = append(images, words)
	}
	b.Bank = drivertest.NewDevice(40000, images...)
	u := &register.Unit{Bus: b.Bank, ID: drivertest.Unit, Clock: func() time.Time { return b.now }}
	var err error
	b.device, err = sunspec.Open(t.Context(), u)
	require.NoError(t, err)
	return b
}

// point is where a model's point has its last word.
func point(t *testing.T, id uint16, name string) uint16 {
	t.Helper()
	m, _ := regmap.SunSpec(id)
	p, ok := m.Point(name)
	require.True(t, ok)
	return uint16(p.Offset() + p.Size() - 1)
}

const hold = 10 * time.Second

// holds judges a command three times: as it was left, as another master left it, and
// after it ended by itself.
func (b *bench) holds(t *testing.T, id uint16, name, says string, command func(context.Context) error) {
	t.Helper()
	pass := func(d time.Duration) error {
		b.now = b.now.Add(d)
		b.Writes = nil
		return command(t.Context())
	}
	require.NoError(t, pass(0))
	require.Zero(t, b.kept)
	require.NoError(t, pass(hold/2))
	require.Equal(t, 1, b.kept)
	b.Set(id, point(t, id, name), 7)
	require.NoError(t, pass(hold/2))
	require.Equal(t, []string{says}, b.whys)
	require.NotEmpty(t, b.Writes, "the witness let it go on")
	b.Set(id, point(t, id, name), 7)
	require.NoError(t, pass(hold))
	require.Len(t, b.whys, 1, "it may have ended by itself")
	b.Set(id, point(t, id, name), 7)
	b.gives = errors.New("enough")
	require.ErrorIs(t, pass(hold/2), b.gives)
	require.Empty(t, b.Writes)
	require.Equal(t, 1, b.kept)
}

func TestTheWitnessOfModel704(t *testing.T) {
	b := newBench(t, map[uint16]raw{704: {"WSet_SF": 0, "WSetRvrtTms": 0}}, 1, 701, 713, 704)
	c := b.device.Control704(b)
	require.NotNil(t, c)
	require.Equal(t, hold, c.Lapse(hold))
	b.holds(t, 704, "WSet", "WSet was set to 1500 and reads 7", func(ctx context.Context) error { return c.Command(ctx, 1500, hold, wear.Asked) })
}

func TestTheWitnessOfModel124(t *testing.T) {
	b := newBench(t, map[uint16]raw{124: {"WChaMax": 5000, "WChaMax_SF": 0, "InOutWRte_SF": 0, "InOutWRte_RvrtTms": 0}}, 1, 701, 124)
	c := b.device.Control124(b)
	require.NotNil(t, c)
	require.Nil(t, b.device.Control704(b))
	b.holds(t, 124, "OutWRte", "OutWRte was set to 30 and reads 7", func(ctx context.Context) error { return c.Command(ctx, 1500, hold, wear.Asked) })
}

// A limit is looked at as a command is, whether it lapses or stays.
func TestTheWitnessOfALimit(t *testing.T) {
	f := func(command func(*sunspec.Limit, context.Context) error) {
		t.Helper()
		b := newBench(t, map[uint16]raw{
			121: {"WMax": 5000, "WMax_SF": 0}, 123: {"WMaxLimPct_SF": 0, "WMaxLimPct_RvrtTms": 0, "WMaxLim_Ena": 0},
		}, 1, 103, 121, 123)
		l := b.device.Limit(b, (&wear.Book{Ledger: &wear.Memory{}}).Loans())
		require.NotNil(t, l)
		require.False(t, l.FallsBack())
		b.holds(t, 123, "WMaxLimPct", "WMaxLimPct was set to 40 and reads 7", func(ctx context.Context) error { return command(l, ctx) })
	}
	f(func(l *sunspec.Limit, ctx context.Context) error { return l.Cap(ctx, 1500, 500, hold) })
	f(func(l *sunspec.Limit, ctx context.Context) error {
		whole, err := l.Ready(ctx)
		if err != nil {
			return err
		}
		require.Equal(t, energy.Watts(5000), whole)
		return l.Guard(ctx, 2000, 0, whole, 0, hold)
	})
}

// What was left in the device is owed until it is taken off.
func TestAStandingLimitIsOwed(t *testing.T) {
	b := newBench(t, map[uint16]raw{
		121: {"WMax": 5000, "WMax_SF": 0}, 123: {"WMaxLimPct_SF": 0, "WMaxLim_Ena": 1},
	}, 1, 103, 121, 123)
	l := b.device.Limit(b, (&wear.Book{Ledger: &wear.Memory{}}).Loans())
	require.False(t, l.Owed())
	l.Owe()
	require.True(t, l.Owed())
	require.NoError(t, l.Free(t.Context()))
	require.False(t, l.Owed())
	require.Zero(t, b.Get(123, point(t, 123, "WMaxLim_Ena")))
}

// A model without its timer is commanded by nobody.
func TestWithoutATimerNothingIsSent(t *testing.T) {
	b := newBench(t, map[uint16]raw{704: {"WSet_SF": 0}}, 1, 701, 713, 704)
	require.ErrorContains(t, b.device.Control704(b).Command(t.Context(), 100, hold, wear.Asked), "no reversion timer")
	b = newBench(t, map[uint16]raw{124: {"WChaMax": 5000, "WChaMax_SF": 0, "InOutWRte_SF": 0}}, 1, 701, 124)
	require.ErrorContains(t, b.device.Control124(b).Command(t.Context(), 100, hold, wear.Asked), "no reversion timer")
	require.Empty(t, b.Writes)
}
