package market_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market"
	"github.com/hearthgrid/hearthgrid/cloud/market/agenda"
	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// sold is a world of a call of a service over an hour and a half, with two homes of
// 2 and 1 kW that are read each second.
func sold(programme string, service market.Service) *world {
	w := &world{every: time.Second, scored: map[string]energy.Ratio{}, late: map[energy.SiteID][]agenda.Told{}}
	span := energy.Interval{Start: evening, End: evening.Add(90 * time.Minute)}
	w.call = market.Call{
		Programme: programme, ID: "c1", Service: service, Span: span, Ended: span.End, Up: 3000, Down: 3000, Zone: time.UTC,
		Frequency: market.Frequency{Nominal: 50, Dead: 0.15}, FullBy: 6 * time.Second,
		Homes: []market.Home{{Site: "home-1", Device: "battery", Up: 2000, Down: 2000}, {Site: "home-2", Device: "battery", Up: 1000, Down: 1000}},
	}
	w.homes = map[energy.SiteID]func(string, time.Time) (float64, baseline.State){}
	return w
}

func wave(at time.Time) float64 { return math.Sin(float64(at.Sub(evening)/(10*time.Second)) / 7) }

// TestRegulationIsScoredAndPaidForWhatWasFollowed over an hour and a half: its first
// ten minutes are not scored, and the last half hour is paid as one.
func TestRegulationIsScoredAndPaidForWhatWasFollowed(t *testing.T) {
	w := sold("pjm-regulation", market.Regulation)
	for at := evening.Add(-time.Minute); at.Before(w.call.Span.End); at = at.Add(10 * time.Second) {
		w.levels = append(w.levels, energy.Read(market.Level(wave(at)), at))
	}
	follow := func(most float64) func(string, time.Time) (float64, baseline.State) {
		return func(_ string, at time.Time) (float64, baseline.State) { return most * wave(at), baseline.Metered }
	}
	w.homes["home-1"], w.homes["home-2"] = follow(2000), follow(1000)
	capability, performance := ledger.Micro(30_000_000), ledger.Micro(2_000_000)
	terms := market.Terms{Currency: "USD", Capability: &capability, Performance: &performance, Mileage: 3_000_000}
	dir := t.TempDir()
	c, book := w.clerk(t, dir, terms)
	r := w.round(t, c, 10*time.Minute)
	require.Equal(t, []any{"", 0, false}, []any{r.NotSold, r.Missing, r.Final})
	require.InDelta(t, 1, float64(*r.Worth), 1e-6)
	require.Len(t, w.scored, 1, "nothing is missing")
	devices := rows(t, book, ledger.ByDevice)
	// 3 kW at a score of 1 for an hour and a half, 36 a MW and hour; two thirds by home-1.
	require.InDelta(t, 108_000, float64(devices[0].Amount), 1)
	require.InDelta(t, 54_000, float64(devices[1].Amount), 1)
	doc := report(t, c, "c1")
	require.Equal(t, "10.000000", value(t, doc, "2026-06-17 18:00, intervals scored, of 12"))
	require.Equal(t, "6.000000", value(t, doc, "2026-06-17 19:00, intervals scored, of 12"))
	require.Equal(t, "0.162000", value(t, doc, "earned"))
	reckoned(t, dir, book)

	w.call.ID, w.call.Span.End = "c2", evening.Add(84*time.Minute)
	require.Zero(t, w.round(t, c, time.Hour).Missing, "a part of five minutes is not scored, and not missed")
	for i, l := range w.levels {
		if l.At().Minute() == 30 {
			w.levels[i] = l.Lost()
		}
	}
	w.call.ID = "c3"
	require.Equal(t, 1, w.round(t, c, time.Hour).Missing, "a level that was not heard is")
}

// reckoned works out the payments of call c1 from what they stand on.
func reckoned(t *testing.T, dir string, book *ledger.File) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "events", "c1", "shown-*"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	text, err := os.ReadFile(files[0])
	require.NoError(t, err)
	text = bytes.TrimSuffix(text, []byte("\n"))
	var due struct {
		Amount ledger.Micro `json:"amount_micro"`
		Shares []market.Share
		Terms  market.Terms
	}
	require.NoError(t, json.Unmarshal(text, &due))
	require.EqualValues(t, 30_000_000, *due.Terms.Capability)
	var weights []int64
	for _, s := range due.Shares {
		weights = append(weights, s.Weight)
	}
	parts, err := ledger.Apportion(due.Amount, weights)
	require.NoError(t, err)
	i := 0
	for e, err := range book.Entries() {
		require.NoError(t, err)
		require.Equal(t, ledger.HashOf(text), e.Evidence)
		require.Equal(t, due.Shares[i].Site, e.Site)
		require.Equal(t, parts[i], e.Amount)
		i++
	}
	require.Len(t, parts, i)
}

// A home that does not follow is not paid, and one that was not seen was not paid
// nothing: it has no entry.
func TestAHomeThatDoesNotFollowIsNotPaid(t *testing.T) {
	w := sold("pjm-regulation", market.Regulation)
	for at := evening.Add(-time.Minute); at.Before(w.call.Span.End); at = at.Add(10 * time.Second) {
		w.levels = append(w.levels, energy.Read(market.Level(wave(at)), at))
	}
	w.homes["home-1"] = func(_ string, at time.Time) (float64, baseline.State) { return 3000 * wave(at), baseline.Metered }
	w.homes["home-2"] = func(string, time.Time) (float64, baseline.State) { return 0, baseline.Metered }
	w.call.Homes = append(w.call.Homes, market.Home{Site: "home-3", Device: "battery", Up: 1000})
	capability := ledger.Micro(30_000_000)
	c, book := w.clerk(t, t.TempDir(), market.Terms{Currency: "USD", Capability: &capability})
	r := w.round(t, c, 10*time.Minute)
	require.Equal(t, 1, r.Missing)
	devices := rows(t, book, ledger.ByDevice)
	require.Len(t, devices, 1)
	require.EqualValues(t, "home-1", devices[0].Site)
	doc := report(t, c, "c1")
	require.Contains(t, doc.Notes, "home-3/battery/battery_w: nothing was read in the event.")

	// It comes to light that home-2 did it, and home-1 did nothing.
	w.homes["home-1"], w.homes["home-2"] = w.homes["home-2"], w.homes["home-1"]
	w.round(t, c, time.Hour)
	devices = rows(t, book, ledger.ByDevice)
	require.Zero(t, devices[0].Amount, "what is not due any more is taken back")
	require.Equal(t, devices[1].Amount, rows(t, book, ledger.ByEvent)[0].Amount)

	w = sold("pjm-regulation", market.Regulation)
	c, book = w.clerk(t, t.TempDir(), market.Terms{Currency: "USD", Capability: &capability})
	r = w.round(t, c, 10*time.Minute)
	require.Nil(t, r.Worth, "no signal, no score")
	require.Zero(t, book.Head())
}

// droop follows the frequency by the curve of FCR.
func droop(most float64, hz func(time.Time) float64) func(string, time.Time) (float64, baseline.State) {
	return func(metric string, at time.Time) (float64, baseline.State) {
		if metric == "frequency_hz" {
			return hz(at), baseline.Metered
		}
		return most * min(1, max(-1, (50-hz(at))/0.2)), baseline.Metered
	}
}

func TestContainmentIsJudgedByItsRule(t *testing.T) {
	hz := func(at time.Time) float64 { return 50 + 0.05*math.Sin(at.Sub(evening).Seconds()/60) }
	availability := ledger.Micro(20_000_000)
	f := func(programme string, terms market.Terms, second float64, notSold string, worth energy.Ratio, amount ledger.Micro) {
		t.Helper()
		w := sold(programme, market.Containment)
		w.homes["home-1"], w.homes["home-2"] = droop(2000, hz), droop(second, hz)
		c, book := w.clerk(t, t.TempDir(), terms)
		r := w.round(t, c, 10*time.Minute)
		require.Contains(t, r.NotSold, notSold)
		require.InDelta(t, float64(worth), float64(*r.Worth), 1e-9)
		var got ledger.Micro
		for _, row := range rows(t, book, ledger.ByEvent) {
			got = row.Amount
		}
		require.Equal(t, amount, got)
	}
	priced := market.Terms{Currency: "EUR", Availability: &availability}
	f("fcr", priced, 1000, "", 1, 90_000) // 3 kW for an hour and a half at 20 a MW and hour
	f("fcr", priced, -3000, "", 0, 0)
	named := priced
	named.Rule = "fcr"
	f("fcr-north", named, 1000, "", 1, 90_000)
	f("dynamic-containment", priced, 1000, "more often than homes are stored", 0, 0)
	f("fcr", market.Terms{}, 1000, "no price is set", 1, 0)

	w := sold("own", market.Containment)
	w.homes["home-1"] = droop(2000, hz)
	c, _ := w.clerk(t, t.TempDir(), priced)
	r := w.round(t, c, 10*time.Minute)
	require.Contains(t, r.NotSold, "no rule is set for programme own")
	require.Nil(t, r.Worth)
}

// A reserve is measured from the time on at which the frequency left the band; what
// each second shows is no proof, and pays nothing.
func TestAReserveIsMeasuredAndNotPaid(t *testing.T) {
	fall := evening.Add(30 * time.Minute)
	hz := func(at time.Time) float64 {
		if since := at.Sub(fall); since > 0 && since < 5*time.Minute {
			return 49.5
		}
		return 50
	}
	w := sold("fcas-raise", market.Contingency)
	w.call.Down = 0
	answer := func(most float64) func(string, time.Time) (float64, baseline.State) {
		return func(metric string, at time.Time) (float64, baseline.State) {
			if metric == "frequency_hz" {
				return hz(at), baseline.Metered
			}
			if hz(at) < 49.85 {
				return most, baseline.Metered
			}
			return 0, baseline.Metered
		}
	}
	w.homes["home-1"], w.homes["home-2"] = answer(2000), answer(1000)
	c, book := w.clerk(t, t.TempDir(), market.Terms{Currency: "AUD"})
	r := w.round(t, c, 10*time.Minute)
	require.Contains(t, r.NotSold, "more often than homes are stored")
	require.InDelta(t, 0.95, float64(*r.Worth), 0.01, "5 % off for few sites")
	require.Zero(t, book.Head())
	doc := report(t, c, "c1")
	require.Contains(t, doc.Notes[0], "1 disturbances.")
	require.Equal(t, "2.850000", value(t, doc, "2026-06-17T18:30:00Z, fast-raise, delivered"))

	hz = func(time.Time) float64 { return 50 }
	w.round(t, c, time.Hour)
	r, err := c.Record("c1")
	require.NoError(t, err)
	require.Nil(t, r.Worth, "nothing happened, nothing is known")
}
