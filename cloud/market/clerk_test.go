package market_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market"
	"github.com/hearthgrid/hearthgrid/cloud/market/agenda"
	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/cloud/market/evidence"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// world is what a clerk meets: homes that tell each minute what they do, a desk with
// one call, and a signal.
type world struct {
	call   market.Call
	homes  map[energy.SiteID]func(metric string, at time.Time) (value float64, state baseline.State)
	late   map[energy.SiteID][]agenda.Told
	levels []energy.Reading[market.Level]
	now    time.Time
	every  time.Duration
	down   error // of the history
	asked  int

	scored map[string]energy.Ratio
	refuse error // of the desk
}

func (w *world) Over() []market.Call {
	c := w.call
	_, c.Scored = w.scored[c.ID]
	return []market.Call{c}
}

func (w *world) Score(call string, worth energy.Ratio, _ string, _ time.Time) error {
	if w.refuse == nil {
		w.scored[call] = worth
	}
	return w.refuse
}

func (w *world) Known(_ context.Context, m market.Meter, span energy.Interval) ([]market.Known, error) {
	w.asked++
	var all []market.Known
	for at := span.Start; at.Before(span.End); at = at.Add(w.every) {
		home := w.homes[m.Site]
		if home == nil {
			break
		}
		if v, state := home(m.Metric, at); state != baseline.Missing {
			all = append(all, market.Known{At: at, Until: at.Add(w.every), Value: v, State: state})
		}
	}
	return all, w.down
}

func (w *world) Late(_ context.Context, site energy.SiteID, _ energy.Interval) ([]agenda.Told, error) {
	return w.late[site], w.down
}

func (w *world) Levels(string, energy.Interval) ([]energy.Reading[market.Level], error) {
	return w.levels, nil
}

func cents(v ledger.Micro) *ledger.Micro { return &v }

// office is in dir.
func (w *world) office(dir string, book *ledger.File, terms market.Terms) market.Office {
	return market.Office{
		Dir: filepath.Join(dir, "events"), Schedule: agenda.Default(), Terms: map[string]market.Terms{w.call.Programme: terms}, Desk: w,
		Sources: market.Sources{Past: w, Tape: w, Fleet: w},
		Book:    book, Now: func() time.Time { return w.now }, Log: slog.New(slog.DiscardHandler),
	}
}

func (w *world) context() context.Context { return context.Background() }

// clerk opens an office in dir.
func (w *world) clerk(t *testing.T, dir string, terms market.Terms) (*market.Clerk, *ledger.File) {
	book, err := ledger.Open(filepath.Join(dir, "ledger"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = book.Close() }) // a test may have closed it
	c, err := market.NewClerk(w.office(dir, book, terms))
	require.NoError(t, err)
	return c, book
}

// steady draws 600 W, and in the call gives help.
func (w *world) steady(help float64) func(string, time.Time) (float64, baseline.State) {
	return func(_ string, at time.Time) (float64, baseline.State) {
		if w.call.Span.Contains(at) {
			return help - 600, baseline.Metered
		}
		return -600, baseline.Metered
	}
}

// capacity is a world of four homes: two that help, one whose clock is not right, and
// one that nothing is known of.
func capacity() *world {
	w := &world{every: time.Minute, scored: map[string]energy.Ratio{}, late: map[energy.SiteID][]agenda.Told{}}
	w.call = market.Call{Programme: "capacity", ID: "e1", Service: market.Capacity, Span: event.Span, Ended: event.Span.End, Up: 4800, Zone: time.UTC}
	for _, site := range []energy.SiteID{"home-1", "home-2", "home-3", "home-4"} {
		w.call.Homes = append(w.call.Homes, market.Home{Site: site, Device: "battery", Up: 1000})
	}
	unsynced := w.steady(1000)
	w.homes = map[energy.SiteID]func(string, time.Time) (float64, baseline.State){
		"home-1": w.steady(2400), "home-2": w.steady(1200),
		"home-3": func(m string, at time.Time) (float64, baseline.State) {
			v, state := unsynced(m, at)
			if w.call.Span.Contains(at) {
				state = baseline.Unsynced
			}
			return v, state
		},
	}
	return w
}

func (w *world) round(t *testing.T, c *market.Clerk, after time.Duration) market.Record {
	w.now = w.call.Ended.Add(after)
	c.Round(t.Context())
	r, err := c.Record(w.call.ID)
	require.NoError(t, err)
	return r
}

func rows(t *testing.T, book *ledger.File, level ledger.Level) []ledger.Row {
	all, err := ledger.Sums(book.Entries(), level)
	require.NoError(t, err)
	return all
}

func report(t *testing.T, c *market.Clerk, call string) evidence.Report {
	text, err := c.File(call, "report.json")
	require.NoError(t, err)
	r, err := evidence.Parse(bytes.NewReader(text))
	require.NoError(t, err)
	return r
}

// TestACallIsSettled from what was read to money, home by home: who was not metered is
// named and owed neither something nor nothing, and what comes late is put right.
func TestACallIsSettled(t *testing.T) {
	w := capacity()
	c, book := w.clerk(t, t.TempDir(), market.Terms{Currency: "USD", PerKWh: cents(500_000)})
	w.now = w.call.Ended.Add(9 * time.Minute)
	c.Round(t.Context())
	require.Empty(t, c.Records(), "late data has its time")

	r := w.round(t, c, 10*time.Minute)
	require.Equal(t, []any{2, "", false}, []any{r.Missing, r.NotSold, r.Final})
	devices := rows(t, book, ledger.ByHome)
	require.Len(t, devices, 2, "a home that is missing is not paid 0")
	require.EqualValues(t, []int64{4_800_000, 2_400_000}, []int64{int64(devices[0].Energy), int64(devices[1].Energy)})
	require.EqualValues(t, 3_600_000, rows(t, book, ledger.ByCurrency)[0].Amount)
	doc := report(t, c, "e1")
	require.Equal(t, "7.200000", value(t, doc, "credited"))
	require.Equal(t, "3.600000", value(t, doc, "earned"))
	require.Contains(t, doc.Notes, "It is paid by 0.500000 USD a kWh credited.")
	require.Contains(t, doc.Notes, "4 homes were to give 4.800 kW up for 2h0m0s.")
	require.Contains(t, doc.Notes, "home-4/grid_w: nothing was read in the event.")
	require.Contains(t, doc.Notes[2], "home-3/grid_w: 2h0m0s of the event were read and cannot be settled by")
	require.EqualValues(t, 250_000, doc.Shares.Missing)
	require.EqualValues(t, 250_000, doc.Shares.LeftOut)
	require.Empty(t, w.scored, "it may become more")

	head := book.Head()
	require.Equal(t, r.Changed, w.round(t, c, time.Hour).Changed, "nothing new is nothing new")
	require.Equal(t, head, book.Head())

	w.homes["home-4"] = w.steady(600)
	r = w.round(t, c, 24*time.Hour)
	require.True(t, r.Final)
	require.EqualValues(t, 4_200_000, rows(t, book, ledger.ByCurrency)[0].Amount)
	require.Equal(t, map[string]energy.Ratio{"e1": 0.875}, w.scored)

	w.homes["home-1"] = w.steady(3000)
	asked := w.asked
	w.round(t, c, 30*time.Hour)
	require.Equal(t, asked, w.asked, "nobody told anything late: nothing is read")
	w.late["home-1"] = []agenda.Told{{At: w.call.Span.Start, After: 35 * time.Hour}}
	w.round(t, c, 36*time.Hour)
	total := rows(t, book, ledger.ByEvent)[0]
	require.EqualValues(t, 4_800_000, total.Amount)
	require.Equal(t, 1, total.Corrections)
	require.Equal(t, "4.800000", value(t, report(t, c, "e1"), "earned"))

	delete(w.homes, "home-2")
	w.late["home-1"] = []agenda.Told{{At: w.call.Span.Start, After: 50 * time.Hour}}
	w.round(t, c, 60*time.Hour)
	require.EqualValues(t, 3_600_000, rows(t, book, ledger.ByEvent)[0].Amount, "what cannot be shown any more is taken back")
	asked = w.asked
	w.round(t, c, 1000*time.Hour)
	w.round(t, c, 2000*time.Hour)
	require.Equal(t, asked, w.asked)
}

// The same history gives the same bytes, whoever asks it, whatever was asked before.
func TestReportsAreReproducibleByteForByte(t *testing.T) {
	files := func(rounds ...time.Duration) (all []string) {
		w := capacity()
		c, _ := w.clerk(t, t.TempDir(), market.Terms{Currency: "USD", PerKWh: cents(500_000)})
		for _, after := range rounds {
			w.round(t, c, after)
		}
		for _, name := range market.Files() {
			text, err := c.File("e1", name)
			require.NoError(t, err)
			all = append(all, string(text))
		}
		return all
	}
	require.Equal(t, files(10*time.Minute), files(10*time.Minute))
	require.Equal(t, files(10*time.Minute), files(10*time.Minute, time.Hour, 24*time.Hour))
}

func TestWhatHasNoPriceIsMeasuredAndNotEntered(t *testing.T) {
	f := func(terms market.Terms, change func(*world), want string) {
		t.Helper()
		w := capacity()
		change(w)
		c, book := w.clerk(t, t.TempDir(), terms)
		require.Contains(t, w.round(t, c, 10*time.Minute).NotSold, want)
		require.Zero(t, book.Head())
		doc := report(t, c, "e1")
		require.NotEmpty(t, value(t, doc, "delivered"))
		require.Contains(t, doc.Notes[len(doc.Notes)-1], want)
	}
	f(market.Terms{}, func(*world) {}, "no price is set for programme capacity")
	f(market.Terms{Currency: "USD"}, func(*world) {}, "no price is set")
	f(market.Terms{Currency: "USD", PerKWh: cents(1)}, func(w *world) { w.call.Test = true }, "it was a test")
	f(market.Terms{Currency: "USD", PerKWh: cents(1)}, func(w *world) { w.call.Up, w.call.Down = 0, 4000 }, "it was to charge")
}

// An hour that was sold to another is named, and not entered.
func TestWhatWasSoldToAnotherIsNamed(t *testing.T) {
	w := capacity()
	c, book := w.clerk(t, t.TempDir(), market.Terms{Currency: "USD", PerKWh: cents(500_000)})
	_, err := book.Append([]ledger.Draft{{
		At: evening, Kind: ledger.Sale, Programme: "other", Event: "x", Site: "home-1", Span: event.Span, Energy: 5, Currency: "USD", Method: "m@1", Evidence: ledger.HashOf(nil),
	}})
	require.NoError(t, err)
	r := w.round(t, c, 10*time.Minute)
	require.Len(t, r.Refused, 1)
	require.Contains(t, r.Refused[0], "was sold to programme other (event x, entry 1)")
	require.Contains(t, report(t, c, "e1").Notes, r.Refused[0])
	require.EqualValues(t, 1_200_000, rows(t, book, ledger.ByEvent)[0].Amount)
}

// What fails is tried again, not at once, and what was done stays done.
func TestADatabaseThatIsDownIsAskedAgain(t *testing.T) {
	w := capacity()
	c, book := w.clerk(t, t.TempDir(), market.Terms{Currency: "USD", PerKWh: cents(500_000)})
	w.down = errors.New("down")
	w.now = w.call.Ended.Add(10 * time.Minute)
	c.Round(t.Context())
	require.Empty(t, c.Records())
	asked := w.asked
	w.down = nil
	c.Round(t.Context())
	require.Equal(t, asked, w.asked, "not at once")
	require.Equal(t, 2, w.round(t, c, 16*time.Minute).Missing)
	require.EqualValues(t, 2, book.Head().Seq)
	w.homes["home-3"], w.homes["home-4"] = w.steady(0), w.steady(0)
	w.refuse = errors.New("busy")
	w.round(t, c, time.Hour)
	require.EqualValues(t, 4, book.Head().Seq, "who delivered nothing and was metered is entered with nothing")
	w.refuse = nil
	w.round(t, c, time.Hour+retry)
	require.Equal(t, map[string]energy.Ratio{"e1": 0.75}, w.scored)
}

const retry = 5 * time.Minute

// A clock that jumps settles nothing twice, and leaves nothing out.
func TestFault072_AClockThatJumpsSettlesNothingTwice(t *testing.T) {
	w := capacity()
	c, book := w.clerk(t, t.TempDir(), market.Terms{Currency: "USD", PerKWh: cents(500_000)})
	for _, after := range []time.Duration{10 * time.Minute, 70 * time.Minute, 20 * time.Minute, 10000 * time.Hour, 30 * time.Minute, 2 * time.Hour} {
		w.round(t, c, after)
		require.EqualValues(t, 2, book.Head().Seq)
	}
	w.homes["home-4"] = w.steady(600)
	r := w.round(t, c, 24*time.Hour)
	require.EqualValues(t, 3, book.Head().Seq)
	require.Equal(t, w.now, r.Settled)
}
