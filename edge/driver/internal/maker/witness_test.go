package maker_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/maker"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/wear"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// toy has one register for its battery, one for its PV, which is put back as it stood,
// and points at another unit.
const toy = `device toy
vendor Acme
role hybrid
models Toy 1
source nobody/nothing
verified yes on the bench
lease timer left 1
curb kept until it is taken back
other 7 8
battery 10 i16 - W ro gen live
far     11 u16 - - ro - live unit=other
left    29 u16 - s rw - ram range=1..600
power   30 i16 - W rw load ram range=-5000..5000
most    31 u16 - W rw - ram range=0..5000
hold always left length
hold always power power
release power 0
cut most ac
uncut most before
`

// witness keeps what it is told.
type witness struct {
	whys  []string
	kept  int
	gives error // by Overruled
}

func (w *witness) Overruled(why string) error { w.whys = append(w.whys, why); return w.gives }
func (w *witness) Kept()                      { w.kept++ }

type bench struct {
	*drivertest.Bank
	witness
	unit   *register.Unit
	book   *wear.Book
	device *maker.Device
}

func newBench(t *testing.T, also ...uint8) *bench {
	t.Helper()
	m, err := regmap.ParseDevice("toy", []byte(toy))
	require.NoError(t, err)
	now := func() time.Time { return time.Unix(1e9, 0) }
	b := &bench{Bank: drivertest.NewBank(), book: &wear.Book{Ledger: &wear.Memory{}, Clock: now}}
	b.Also = also
	b.Put(10, 3, 4)
	b.Put(29, 0, 0, 4000)
	b.unit = &register.Unit{Bus: b.Bank, ID: drivertest.Unit, Clock: now}
	b.device, err = maker.Open(t.Context(), b.unit, m)
	require.NoError(t, err)
	return b
}

func TestTheOtherUnitIsTheFirstThatAnswers(t *testing.T) {
	f := func(want uint8, also ...uint8) {
		t.Helper()
		b := newBench(t, also...)
		require.Equal(t, want, b.unit.Other)
		require.Equal(t, measure.Hybrid, b.device.Role())
	}
	f(7, 7, 8)
	f(8, 8)
	f(0)
}

// What reads back as written is kept; what does not is refused, whatever the witness
// makes of it.
func TestTheWitnessOfAProgram(t *testing.T) {
	b := newBench(t)
	p := b.device.Program(b, b.book)
	require.NotNil(t, p)
	require.False(t, p.Blind())
	require.NoError(t, p.Command(t.Context(), 1500, time.Minute, wear.Asked))
	require.Equal(t, 1, b.kept)
	got, on, err := p.Applied(t.Context())
	require.NoError(t, err)
	require.True(t, on)
	require.InDelta(t, 1500, float64(got), 0)
	b.Deaf = true
	err = p.Command(t.Context(), 900, time.Minute, wear.Asked)
	require.Equal(t, fault.Conflict, fault.KindOf(err), "%v", err)
	require.Equal(t, []string{"power was set to 900 and reads 1500"}, b.whys)
	require.Equal(t, 1, b.kept)
	require.Equal(t, time.Minute, p.Lapse(time.Minute))
}

// What stood in the register is owed until PV is let through again.
func TestACutIsOwed(t *testing.T) {
	b := newBench(t)
	c := b.device.Cut(b, b.book, b.book.Loans())
	require.NotNil(t, c)
	f := func(owed bool, most uint16, do func() error) {
		t.Helper()
		require.NoError(t, do())
		require.Equal(t, owed, c.Owed())
		require.Equal(t, most, b.Words[31])
	}
	f(false, 4000, func() error { return nil })
	f(true, 2500, func() error { return c.Cap(t.Context(), 2000, 500, time.Minute) })
	f(true, 0, func() error { return c.Cap(t.Context(), 2000, -3000, time.Minute) })
	f(true, 4000, func() error { return c.Cap(t.Context(), 9000, 0, time.Minute) }) // no more than stood there
	f(false, 4000, func() error { return c.Free(t.Context()) })
	b.Writes = nil
	f(false, 4000, func() error { return c.Free(t.Context()) })
	require.Empty(t, b.Writes)
}

// What another master made of a limit is told before it is written again, and is not
// where the witness has had enough of it. What nobody remembers is no quarrel.
func TestALimitThatWasUndoneIsTold(t *testing.T) {
	b := newBench(t)
	c := b.device.Cut(b, b.book, b.book.Loans())
	f := func(tells, writes int) {
		t.Helper()
		b.Writes, b.whys = nil, nil
		b.Put(31, 3000)
		require.Equal(t, b.gives, c.Cap(t.Context(), 2000, 0, time.Minute))
		require.Equal(t, []int{tells, writes}, []int{len(b.whys), len(b.Writes)})
	}
	f(0, 1) // the first
	f(1, 1)
	require.Equal(t, []string{"most was set to 2000 and reads 3000"}, b.whys)
	b.gives = errors.New("enough")
	f(1, 0)
	b.gives = nil
	f(0, 1) // what it was set to is forgotten
	require.NoError(t, c.Free(t.Context()))
	f(0, 1)
	b.Mute[drivertest.Place{Table: regmap.Holding, Base: 31}] = true
	require.Error(t, c.Cap(t.Context(), 2000, 0, time.Minute))
	clear(b.Mute)
	f(0, 1) // it was silent, as one that restarts
	require.Zero(t, c.Budget(), "memory that does not wear")
}
