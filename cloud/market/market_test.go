package market_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/market"
	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/cloud/market/evidence"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

var (
	evening = time.Date(2026, 6, 17, 18, 0, 0, 0, time.UTC)
	event   = market.Event{
		Programme: "capacity", ID: "e1", Title: "A summer evening", Span: energy.Interval{Start: evening, End: evening.Add(2 * time.Hour)},
		Price: 500_000, Currency: "USD",
	}
	month = energy.Interval{Start: evening.Truncate(24*time.Hour).AddDate(0, 0, -20), End: evening.Add(4 * time.Hour)}
)

// house is read each minute: it draws 600 W, and in the event gives help.
func house(help energy.Watts, leave func(at time.Time) bool) []baseline.Sample {
	var all []baseline.Sample
	for at := month.Start; at.Before(month.End); at = at.Add(time.Minute) {
		s := baseline.Sample{At: at, Until: at, Power: -600, State: baseline.Metered}
		if event.Span.Contains(at) {
			s.Power += help
		}
		if leave == nil || !leave(at) {
			all = append(all, s)
		}
	}
	return all
}

func delivered(t require.TestingT, site energy.SiteID, samples []baseline.Sample) market.Delivered {
	m := baseline.Metering{Step: 15 * time.Minute, Hold: time.Minute, Least: 900}
	r, err := market.Read(market.Meter{Site: site, Device: "meter", Metric: "grid_w"}, samples, m, month, event.Span)
	require.NoError(t, err)
	result, err := baseline.CAISO10of10().Days(r.Course, event.Span, []energy.Interval{event.Span}, baseline.Calendar{Location: time.UTC})
	require.NoError(t, err)
	return market.Delivered{Readout: r, Result: result}
}

func sales(t require.TestingT, all []market.Delivered, at time.Time) []ledger.Draft {
	var drafts []ledger.Draft
	for _, d := range all {
		draft, err := event.Sale(d, at)
		require.NoError(t, err)
		drafts = append(drafts, draft)
	}
	return drafts
}

// TestFromSamplesToMoney goes the whole way: two homes help, a quarter of an hour
// of one comes late, and the money is that of what is known by then.
func TestFromSamplesToMoney(t *testing.T) {
	hole := func(at time.Time) bool { return !at.Before(evening) && at.Before(evening.Add(15*time.Minute)) }
	book, err := ledger.Open(filepath.Join(t.TempDir(), "ledger"))
	require.NoError(t, err)
	settle := func(at time.Time, all ...market.Delivered) []ledger.Outcome {
		drafts := sales(t, all, at)
		outcomes, err := book.Append(drafts)
		require.NoError(t, err)
		late, err := book.Append(market.Late(drafts, outcomes, "late data"))
		require.NoError(t, err)
		return late
	}
	one, two := delivered(t, "home-1", house(2000, nil)), delivered(t, "home-2", house(1000, hole))
	require.Empty(t, settle(evening.Add(24*time.Hour), one, two))
	total := func() ledger.Row {
		rows, err := ledger.Sums(book.Entries(), ledger.ByEvent)
		require.NoError(t, err)
		require.Len(t, rows, 1)
		return rows[0]
	}
	require.EqualValues(t, 4_000_000+1_750_000, total().Energy)
	require.EqualValues(t, (4_000_000+1_750_000)/2, total().Amount)

	report := func(all ...market.Delivered) evidence.Report {
		r, err := event.Report(all, nil, nil, book.Entries(), book.Head(), evening.Add(48*time.Hour))
		require.NoError(t, err)
		return r
	}
	r := report(one, two)
	require.Equal(t, []string{"Of 1 of 2 meters intervals are not settled: 1 missing, 0 doubtful, 0 of a clock that is not right."}, r.Notes)
	require.EqualValues(t, 62_500, r.Shares.Missing)
	require.Equal(t, "2.875000", value(t, r, "earned"))
	require.Nil(t, r.Charts[0].Lines[1].Points[0].Value, "a sum without a home is of less")
	require.Equal(t, "1.800", r.Charts[0].Lines[1].Points[1].Value.String())

	two = delivered(t, "home-2", house(1000, nil))
	late := settle(evening.Add(72*time.Hour), one, two)
	require.Len(t, late, 1)
	require.True(t, late[0].New)
	require.EqualValues(t, 6_000_000, total().Energy)
	require.EqualValues(t, 3_000_000, total().Amount)
	require.Equal(t, 1, total().Corrections)
	require.Empty(t, settle(evening.Add(96*time.Hour), one), "nothing new makes nothing")

	r = report(one, two)
	require.Equal(t, "3.000000", value(t, r, "earned"))
	require.Equal(t, "6.000000", value(t, r, "credited"))
	require.Len(t, r.Settled, 3)
	require.Equal(t, []string{"home-2/meter/grid_w", "home-2/meter/grid_w/baseline"}, r.Settled[2].Sources)
	require.Equal(t, evidence.Shares{Measured: 1_000_000}, r.Shares)
	text, err := r.JSON()
	require.NoError(t, err)
	back, err := evidence.Parse(bytes.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, r, back)
	head := book.Head()
	require.Equal(t, head.String(), r.Head)
	require.NoError(t, book.Close())
}

func value(t *testing.T, r evidence.Report, name string) string {
	for _, f := range r.Figures {
		if f.Name == name {
			return f.Value.String()
		}
	}
	require.FailNow(t, "no figure", name)
	return ""
}

// The source of a readout is what was read in the event, and how it covers it.
func TestAReadoutTellsItsCover(t *testing.T) {
	gap := func(at time.Time) bool {
		return at.Equal(evening.Add(31*time.Minute)) || at.After(evening.Add(105*time.Minute))
	}
	samples := house(0, gap)
	for i := range samples {
		if at := samples[i].At; !at.Before(evening) && at.Before(evening.Add(15*time.Minute)) {
			samples[i].State = baseline.Unsynced
		}
	}
	s := delivered(t, "home-1", samples).Readout.Source
	minute := time.Minute.Milliseconds()
	require.Equal(t, evidence.Cover{Measured: 89 * minute, Filled: minute, LeftOut: 15 * minute, Missing: 15 * minute}, s.Cover)
	require.Equal(t, 105, s.Samples)
	var own []baseline.Sample
	for _, x := range samples {
		if event.Span.Contains(x.At) {
			own = append(own, x)
		}
	}
	require.EqualValues(t, baseline.Digest(own), s.SHA256)
}

// Another programme cannot have what the event has sold.
func TestAnotherProgrammeCannotSellIt(t *testing.T) {
	b := ledger.NewBook()
	d := delivered(t, "home-1", house(2000, nil))
	_, err := b.Enter(sales(t, []market.Delivered{d}, evening)[0])
	require.NoError(t, err)
	other := event
	other.Programme, other.ID = "peak-shaving", "p9"
	draft, err := other.Sale(d, evening)
	require.NoError(t, err)
	_, err = b.Enter(draft)
	require.ErrorAs(t, err, new(*ledger.TwiceSold))
	require.ErrorContains(t, err, "capacity")
	require.ErrorContains(t, err, "peak-shaving")
}

func TestSalesAreOfTheirEvent(t *testing.T) {
	d := delivered(t, "home-1", house(2000, nil))
	f := func(change func(*market.Event, *market.Delivered)) {
		t.Helper()
		e, d := event, d
		change(&e, &d)
		_, err := e.Sale(d, evening)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
	f(func(e *market.Event, _ *market.Delivered) { e.Span.End = e.Span.End.Add(time.Hour) })
	f(func(_ *market.Event, d *market.Delivered) { d.Result.Meter = "home-2" })
	d.Result.Input = "x"
	_, err := event.Report([]market.Delivered{d}, nil, nil, func(func(ledger.Entry, error) bool) {}, ledger.Head{}, evening)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	_, err = market.Read(market.Meter{Site: "h"}, nil, baseline.Metering{}, month, event.Span)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}

// A report does not show money that it has no samples for.
func TestAnEntryWithoutItsMeterIsNotReported(t *testing.T) {
	b := ledger.NewBook()
	d := delivered(t, "home-1", house(2000, nil))
	in, err := b.Enter(sales(t, []market.Delivered{d}, evening)[0])
	require.NoError(t, err)
	entries := func(yield func(ledger.Entry, error) bool) {
		e, _, _, err := ledger.ParseLine(in.Line[:len(in.Line)-1])
		yield(e, err)
	}
	_, err = event.Report([]market.Delivered{delivered(t, "home-2", house(0, nil))}, nil, nil, entries, b.Head(), evening)
	require.ErrorContains(t, err, "entry 1")
	_, err = event.Report(nil, nil, nil, entries, b.Head(), evening)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	broken := func(yield func(ledger.Entry, error) bool) { yield(ledger.Entry{}, fmt.Errorf("disk")) }
	_, err = event.Report([]market.Delivered{d}, nil, nil, broken, b.Head(), evening)
	require.ErrorContains(t, err, "disk")
}

func TestRegulationIsCredited(t *testing.T) {
	f := func(want ledger.Micro, change func(*market.Credit)) {
		t.Helper()
		// 2 MW at a score of 0.95, 30 a MW for capability and 2 for performance, of
		// which the signal asks 3 times as much: 2*0.95*(30+6) an hour.
		c := market.Credit{Assigned: 2_000_000, Score: 950_000, Mileage: 3_000_000, Capability: 30_000_000, Performance: 2_000_000, Length: time.Hour}
		change(&c)
		got, err := c.Amount()
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	f(68_400_000, func(*market.Credit) {})
	f(5_700_000, func(c *market.Credit) { c.Length = 5 * time.Minute })
	f(18_000_000, func(c *market.Credit) { c.Score = 250_000 })
	f(0, func(c *market.Credit) { c.Score = 249_999 })
	f(0, func(c *market.Credit) { c.Assigned = 0 })
	f(-45_600_000, func(c *market.Credit) { c.Capability = -30_000_000 })
	f(1, func(c *market.Credit) { c.Assigned, c.Score, c.Mileage, c.Capability = 1, 500_000, 0, 1_000_000 })
	f(-1, func(c *market.Credit) { c.Assigned, c.Score, c.Mileage, c.Capability = 1, 500_000, 0, -1_000_000 })
	for _, c := range []market.Credit{
		{}, {Assigned: -1, Length: 1}, {Score: 1_000_001, Length: 1}, {Mileage: -1, Length: 1},
		{Assigned: 1 << 60, Score: 1_000_000, Capability: 1 << 40, Length: time.Hour},
	} {
		_, err := c.Amount()
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
	require.EqualValues(t, 954_131, market.Millionths(0.9541312))
}

// What a plant was paid is what its devices get, to the last millionth.
func TestPaymentsAddUpToWhatWasPaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := ledger.Micro(rapid.Int64Range(-1e12, 1e12).Draw(t, "total"))
		var shares []market.Share
		for i, w := range rapid.SliceOfN(rapid.Int64Range(0, 1e9), 1, 20).Draw(t, "weights") {
			shares = append(shares, market.Share{Site: energy.SiteID(fmt.Sprintf("home-%d", i)), Device: "battery", Weight: w})
		}
		drafts, err := event.Payments(total, shares, "pjm-score@1", ledger.HashOf([]byte("score")), evening)
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			return
		}
		b := ledger.NewBook()
		var sum ledger.Micro
		for _, d := range drafts {
			_, err := b.Enter(d)
			require.NoError(t, err)
			sum += d.Amount
		}
		require.Equal(t, total, sum)
	})
	_, err := event.Payments(1, nil, "m@1", ledger.HashOf(nil), evening)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}
