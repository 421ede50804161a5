package ledger_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

var noon = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// sale is 2 kWh of home-1's battery, minute from to minute to after noon, at 0.25.
func sale(programme string, from, to int) ledger.Draft {
	minute := func(m int) time.Time { return noon.Add(time.Duration(m) * time.Minute) }
	return ledger.Draft{
		At: noon.Add(24 * time.Hour), Kind: ledger.Sale, Programme: programme, Event: "e1", Site: "home-1", Device: "battery",
		Span: energy.Interval{Start: minute(from), End: minute(to)}, Energy: 2_000_000, Price: 250_000, Currency: "EUR",
		Method: "caiso-10of10@1", Evidence: ledger.HashOf([]byte("shown")),
	}
}

func payment(amount ledger.Micro) ledger.Draft {
	d := sale("regulation", 0, 60)
	d.Kind, d.Energy, d.Price, d.Amount, d.Method = ledger.Payment, 0, 0, amount, "pjm-score@1"
	return d
}

func correction(of uint64, d ledger.Draft, e ledger.Energy, amount ledger.Micro) ledger.Draft {
	d.Kind, d.Corrects, d.Energy, d.Amount, d.Reason = ledger.Correction, of, e, amount, "late data"
	return d
}

func enter(t require.TestingT, b *ledger.Book, d ledger.Draft) ledger.Entry {
	in, err := b.Enter(d)
	require.NoError(t, err)
	require.NotNil(t, in.Line)
	e, hash, intact, err := ledger.ParseLine(bytes.TrimSuffix(in.Line, []byte("\n")))
	require.NoError(t, err)
	require.True(t, intact)
	require.Equal(t, ledger.Head{Seq: in.Seq, Hash: hash}, b.Head())
	return e
}

func TestWorthIsRoundedOnce(t *testing.T) {
	f := func(e ledger.Energy, price, want ledger.Micro) {
		t.Helper()
		require.Equal(t, want, ledger.Worth(e, price))
	}
	f(2_000_000, 250_000, 500_000) // 2 kWh at 0.25
	f(-2_000_000, 250_000, -500_000)
	f(2_000_000, -250_000, -500_000)
	f(1, 499_999, 0)
	f(1, 500_000, 1)
	f(-1, 500_000, -1)
	f(3, 166_667, 1)
	f(ledger.MostEnergy, ledger.MostPrice, ledger.MostAmount)
	f(-ledger.MostEnergy, -ledger.MostPrice, ledger.MostAmount)
	f(0, 7, 0)
}

func TestMoneyIsReadAsItIsWritten(t *testing.T) {
	f := func(text string, want ledger.Micro) {
		t.Helper()
		got, err := ledger.ParseMicro(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
		again, err := ledger.ParseMicro(got.String())
		require.NoError(t, err)
		require.Equal(t, got, again)
	}
	f("0.25", 250_000)
	f("-3", -3_000_000)
	f("0.000001", 1)
	f("-0.5", -500_000)
	f("10000000000", ledger.MostAmount)
	for _, text := range []string{"", "-", ".5", "1.", "0.0000001", "1e3", "+1", "1_0", "0x1", "10000000001", "1.-5", "--1", " 1"} {
		_, err := ledger.ParseMicro(text)
		require.Error(t, err, text)
	}
	require.Equal(t, "-0.000001", ledger.Energy(-1).String())
}

func TestAPaymentIsSplitWithoutRest(t *testing.T) {
	f := func(total ledger.Micro, weights []int64, want ...ledger.Micro) {
		t.Helper()
		got, err := ledger.Apportion(total, weights)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	f(100, []int64{1, 1, 1}, 34, 33, 33)
	f(-100, []int64{1, 1, 1}, -34, -33, -33)
	f(101, []int64{1, 1, 1}, 34, 34, 33)
	f(10, []int64{0, 7, 3}, 0, 7, 3)
	f(10, []int64{1, 2, 3}, 2, 3, 5)
	for _, weights := range [][]int64{nil, {0}, {1, -1}, {1 << 62, 1 << 62}} {
		_, err := ledger.Apportion(1, weights)
		require.Error(t, err)
	}
	rapid.Check(t, func(t *rapid.T) {
		total := ledger.Micro(rapid.Int64Range(-1e16, 1e16).Draw(t, "total"))
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1e12), 1, 30).Draw(t, "weights")
		parts, err := ledger.Apportion(total, append(weights, 1))
		require.NoError(t, err)
		var all ledger.Micro
		for _, p := range parts {
			all += p
			require.True(t, p == 0 || (p > 0) == (total > 0), "no part is of the other sign")
		}
		require.Equal(t, total, all)
	})
}

// One kWh is sold once: who would sell it again is refused, and both are named.
func TestNoIntervalIsSoldTwice(t *testing.T) {
	f := func(device energy.DeviceID, from, to int, sold bool) {
		t.Helper()
		b := ledger.NewBook()
		enter(t, b, sale("capacity", 0, 30))
		second := sale("reserve", from, to)
		second.Event, second.Device = "e2", device
		_, err := b.Enter(second)
		if !sold {
			require.NoError(t, err)
			return
		}
		require.Equal(t, fault.Conflict, fault.KindOf(err))
		twice := (*ledger.TwiceSold)(nil)
		require.ErrorAs(t, err, &twice)
		require.EqualValues(t, 1, twice.FirstEntry)
		require.Equal(t, []string{"capacity", "e1", "reserve", "e2"}, []string{twice.First.Programme, twice.First.Event, twice.Second.Programme, twice.Second.Event})
		for _, name := range []string{"capacity", "e1", "entry 1", "reserve", "e2", "home-1"} {
			require.ErrorContains(t, err, name)
		}
		require.EqualValues(t, 1, b.Head().Seq, "nothing was entered")
	}
	f("battery", 0, 30, true)
	f("battery", 29, 60, true)
	f("battery", -30, 1, true)
	f("battery", -30, 60, true)
	f("battery", 10, 20, true)
	f("", 10, 20, true) // the home's connection sells what is behind it
	f("battery", 30, 60, false)
	f("battery", -30, 0, false)
	f("car", 0, 30, false)
}

func TestTheSameProgrammeDoesNotSellTwiceEither(t *testing.T) {
	b := ledger.NewBook()
	enter(t, b, sale("capacity", 0, 30))
	other := sale("capacity", 15, 45)
	_, err := b.Enter(other)
	require.ErrorAs(t, err, new(*ledger.TwiceSold))
	whole := sale("reserve", 100, 130)
	whole.Device = ""
	enter(t, b, whole)
	_, err = b.Enter(sale("capacity", 110, 120))
	require.ErrorAs(t, err, new(*ledger.TwiceSold))
}

// A payment is for being ready: it does not sell the energy of its interval.
func TestPaymentsStandBesideSales(t *testing.T) {
	b := ledger.NewBook()
	enter(t, b, sale("capacity", 0, 60))
	e := enter(t, b, payment(7))
	require.EqualValues(t, 7, e.Amount)
	again := payment(7)
	again.Method = "availability@1"
	enter(t, b, again)
}

func TestWhatIsThereIsNotMadeAgain(t *testing.T) {
	b := ledger.NewBook()
	f := func(d ledger.Draft, seq uint64) {
		t.Helper()
		in, err := b.Enter(d)
		require.NoError(t, err)
		require.Equal(t, ledger.Entered{Seq: seq}, in)
	}
	first, second := sale("capacity", 0, 30), payment(5)
	enter(t, b, first)
	enter(t, b, second)
	f(first, 1)
	f(second, 2)
	late := first
	late.At = late.At.Add(time.Hour)
	f(late, 1)
	late.Energy++
	_, err := b.Enter(late)
	require.Equal(t, fault.Conflict, fault.KindOf(err))
	differs := (*ledger.Differs)(nil)
	require.ErrorAs(t, err, &differs)
	require.EqualValues(t, 1, differs.Entry)
	require.Contains(t, fault.HintOf(err), "correction of entry 1")
	corrected := correction(1, first, 1, 0)
	enter(t, b, corrected)
	f(corrected, 3)
}

// A correction states the difference; the worth of what stands is rounded as if
// it had been entered so at once.
func TestLateDataMakesCorrections(t *testing.T) {
	b := ledger.NewBook()
	d := sale("capacity", 0, 30)
	d.Energy, d.Price = 3, 500_000
	require.EqualValues(t, 2, enter(t, b, d).Amount) // 1.5 rounded
	e := enter(t, b, correction(1, d, 5, 0))
	require.Equal(t, []any{ledger.Energy(2), ledger.Micro(1), uint64(1)}, []any{e.Energy, e.Amount, e.Corrects}) // 2.5 is 3
	d.Price = 1_000_000
	e = enter(t, b, correction(1, d, 5, 0))
	require.Equal(t, []any{ledger.Energy(0), ledger.Micro(2)}, []any{e.Energy, e.Amount})
	p := payment(100)
	enter(t, b, p)
	require.EqualValues(t, -160, enter(t, b, correction(4, p, 0, -60)).Amount)
}

// A sale corrected to nothing frees its interval; once that is sold elsewhere it
// cannot come back.
func TestAWithdrawnSaleFreesItsInterval(t *testing.T) {
	b := ledger.NewBook()
	first, second := sale("capacity", 0, 30), sale("reserve", 0, 30)
	enter(t, b, first)
	enter(t, b, correction(1, first, 0, 0))
	enter(t, b, second)
	_, err := b.Enter(correction(1, first, 5, 0))
	require.ErrorAs(t, err, new(*ledger.TwiceSold))
	enter(t, b, correction(3, second, 0, 0))
	enter(t, b, correction(1, first, 5, 0))
	_, err = b.Enter(correction(3, second, 5, 0))
	require.ErrorAs(t, err, new(*ledger.TwiceSold))
}

func TestRefusals(t *testing.T) {
	b := ledger.NewBook()
	enter(t, b, sale("capacity", 0, 30))
	enter(t, b, correction(1, sale("capacity", 0, 30), 1, 0))
	f := func(kind fault.Kind, d ledger.Draft, change func(*ledger.Draft)) {
		t.Helper()
		change(&d)
		_, err := b.Enter(d)
		require.Equal(t, kind, fault.KindOf(err), "%v", err)
		require.NotEmpty(t, fault.HintOf(err))
		require.EqualValues(t, 2, b.Head().Seq)
	}
	s, p, c := sale("capacity", 60, 90), payment(1), correction(1, sale("capacity", 0, 30), 9, 0)
	f(fault.Invalid, s, func(d *ledger.Draft) { d.Kind = "gift" })
	f(fault.Invalid, s, func(d *ledger.Draft) { d.Corrects = 1 })
	f(fault.Invalid, s, func(d *ledger.Draft) { d.Amount = 1 })
	f(fault.Invalid, s, func(d *ledger.Draft) { d.Site = "" })
	f(fault.Invalid, s, func(d *ledger.Draft) { d.Device = "a b" })
	f(fault.Invalid, s, func(d *ledger.Draft) { d.Programme = "" })
	f(fault.Invalid, s, func(d *ledger.Draft) { d.Event = "a\"b" })
	f(fault.Invalid, s, func(d *ledger.Draft) { d.Method = "näh" })
	f(fault.Invalid, s, func(d *ledger.Draft) { d.Currency = "eur" })
	f(fault.Invalid, s, func(d *ledger.Draft) { d.Evidence = ledger.Hash{} })
	f(fault.Invalid, s, func(d *ledger.Draft) { d.At = time.Time{} })
	f(fault.Invalid, s, func(d *ledger.Draft) { d.Span.End = d.Span.Start })
	f(fault.Invalid, s, func(d *ledger.Draft) { d.Span.Start = d.Span.Start.Add(time.Nanosecond) })
	f(fault.Invalid, s, func(d *ledger.Draft) { d.Span.End = d.Span.End.AddDate(1, 0, 0) })
	f(fault.Invalid, s, func(d *ledger.Draft) { d.Energy = ledger.MostEnergy + 1 })
	f(fault.Invalid, s, func(d *ledger.Draft) { d.Price = -ledger.MostPrice - 1 })
	f(fault.Invalid, s, func(d *ledger.Draft) { d.Reason = "why" })
	f(fault.Invalid, p, func(d *ledger.Draft) { d.Energy = 1 })
	f(fault.Invalid, p, func(d *ledger.Draft) { d.Amount = ledger.MostAmount + 1 })
	f(fault.Invalid, c, func(d *ledger.Draft) { d.Reason = "" })
	f(fault.Invalid, c, func(d *ledger.Draft) { d.Reason = "\xff" })
	f(fault.Invalid, c, func(d *ledger.Draft) { d.Corrects = 2 })
	f(fault.Invalid, c, func(d *ledger.Draft) { d.Amount = 1 })
	f(fault.NotFound, c, func(d *ledger.Draft) { d.Corrects = 3 })
	f(fault.Conflict, c, func(d *ledger.Draft) { d.Device = "car" })
	f(fault.Conflict, c, func(d *ledger.Draft) { d.Currency = "GBP" })
}
