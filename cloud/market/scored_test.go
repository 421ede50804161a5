package market_test

import (
	"bytes"
	"crypto/sha256"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market"
	"github.com/hearthgrid/hearthgrid/cloud/market/evidence"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/cloud/market/score"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// told returns the figures by name: the value, or why there is none; each stands
// in a report.
func told(t *testing.T, figures []evidence.Figure) map[string]string {
	_, err := evidence.Finish(evidence.Report{
		Title: "t", Programme: "p", Event: "e", Start: evening, End: evening.Add(time.Hour), Made: evening, Figures: figures,
		Sources: []evidence.Source{{ID: "s", Metric: "m", From: evening, To: evening, SHA256: sha256.Sum256(nil), Encoding: "e"}},
	})
	require.NoError(t, err)
	all := map[string]string{}
	for _, f := range figures {
		if all[f.Name] = f.Why; f.Value != nil {
			all[f.Name] = f.Value.String()
		}
	}
	require.Len(t, all, len(figures))
	return all
}

func TestScoresAreFigures(t *testing.T) {
	source := []string{"s"}
	var power []energy.Reading[energy.Watts]
	for i := range score.HourSamples {
		power = append(power, energy.Read(energy.Watts(1000-20*float64(i%100)), evening.Add(time.Duration(i)*score.SampleEvery)))
	}
	r := score.Regulation{Assigned: 1000, Signal: power, Response: power}
	h, err := score.Regulate(r)
	require.NoError(t, err)
	got := told(t, market.RegulationFigures(h, score.Accept(r, h), source))
	require.Equal(t, []string{"1.000000", "12.000000", "0.000000", "1.000000"}, []string{got["score"], got["intervals scored, of 12"], got["bias"], got["gain"]})

	r.Response = nil
	h, err = score.Regulate(r)
	require.NoError(t, err)
	got = told(t, market.RegulationFigures(h, score.Accept(r, h), source))
	require.Equal(t, "no interval of the hour has a score: 12 no_data", got["score"])
	require.Equal(t, "no sample has both signal and response", got["bias"])

	fast := score.Reserves()[1]
	got = told(t, market.ReserveFigures(fast, score.Total{Sites: 2, Quantity: 1500, Taken: 75, Lost: time.Second, Incomplete: 1}, source))
	require.Equal(t, []string{"1.500000", "0.075000", "1.000000"}, []string{got["fast-raise, delivered"], got["fast-raise, taken off for few sites"], got["fast-raise, time lost over all sites"]})
	got = told(t, market.ReserveFigures(fast, score.Total{Sites: 2, Unshown: 2}, source))
	require.Equal(t, "no site's samples show anything", got["fast-raise, delivered"])

	got = told(t, market.DeliveryFigures(score.FCR(), []score.Check{{InShare: 0.5, Missing: 3}, {Begin: 15 * time.Minute, Slope: 1, Sloped: true, Paid: 1}}, source))
	require.Equal(t, "0.500000", got["fcr, from 0s on, inside"])
	require.Equal(t, "too little was asked for", got["fcr, from 0s on, slope"])
	require.Equal(t, "1.000000", got["fcr, from 15m0s on, share paid"])
}

// TestFromASignalToMoney scores an hour of two homes, of which one falls silent
// for a while, and pays it out by what each gave.
func TestFromASignalToMoney(t *testing.T) {
	e := market.Event{Programme: "regulation", ID: "hour-18", Title: "Regulation", Span: energy.Interval{Start: evening, End: evening.Add(time.Hour)}, Currency: "USD"}
	var signal, one, two []energy.Reading[energy.Watts]
	for i := range score.HourSamples {
		at := evening.Add(time.Duration(i) * score.SampleEvery)
		asked := energy.Watts(3000 * math.Sin(float64(i)/7))
		signal, one = append(signal, energy.Read(asked, at)), append(one, energy.Read(asked*2/3, at))
		second := energy.Read(asked/3, at)
		if i >= 120 && i < 130 {
			second = second.Lost()
		}
		two = append(two, second)
	}
	plant := score.Together(score.HourSamples, one, two)
	require.Equal(t, 1, plant.Unseen[125])
	r := score.Regulation{Assigned: 3000, Signal: signal, Response: plant.Power}
	h, err := score.Regulate(r)
	require.NoError(t, err)
	require.InDelta(t, 1, float64(h.Intervals[0].Total), 1e-9)
	require.Less(t, h.Intervals[4].Total, energy.Ratio(0.99), "what was not seen was not delivered")

	var s market.Scored
	s.Sources = append(s.Sources, market.Telemetry(market.Meter{Metric: "signal_w"}, signal, e.Span, score.SampleEvery))
	s.Sources = append(s.Sources, market.Telemetry(market.Meter{Site: "home-1", Device: "battery", Metric: "battery_w"}, one, e.Span, score.SampleEvery))
	s.Sources = append(s.Sources, market.Telemetry(market.Meter{Site: "home-2", Device: "battery", Metric: "battery_w"}, two, e.Span, score.SampleEvery))
	ids := []string{"signal_w", "home-1/battery/battery_w", "home-2/battery/battery_w"}
	s.Figures = market.RegulationFigures(h, score.Accept(r, h), ids)
	s.Charts = []evidence.Chart{{Title: "Regulation", Unit: "kW", Lines: []evidence.Line{
		market.LineOf("signal", signal, evening, score.SampleEvery, 1000, ids[0]), market.LineOf("home 2", two, evening, score.SampleEvery, 1000, ids[2]),
	}}}
	report, err := e.Score(s, evening.Add(2*time.Hour))
	require.NoError(t, err)
	require.InDelta(t, 10.0*1_000_000/(3*score.HourSamples), float64(report.Shares.Missing), 1)
	require.Nil(t, report.Charts[0].Lines[1].Points[125].Value)
	text, err := report.JSON()
	require.NoError(t, err)

	paid, err := market.Credit{
		Assigned: 3000, Score: market.Millionths(h.Total), Mileage: 1_000_000, Capability: 30_000_000, Performance: 2_000_000, Length: time.Hour,
	}.Amount()
	require.NoError(t, err)
	shares := []market.Share{{Site: "home-1", Device: "battery", Weight: 2}, {Site: "home-2", Device: "battery", Weight: 1}}
	drafts, err := e.Payments(paid, shares, market.PJMScore, ledger.HashOf(text), evening.Add(2*time.Hour))
	require.NoError(t, err)
	b := ledger.NewBook()
	var entries []ledger.Entry
	for _, d := range drafts {
		in, err := b.Enter(d)
		require.NoError(t, err)
		entry, _, _, err := ledger.ParseLine(bytes.TrimSuffix(in.Line, []byte("\n")))
		require.NoError(t, err)
		entries = append(entries, entry)
	}
	report, err = e.Paid(report, nil, func(yield func(ledger.Entry, error) bool) {
		for _, entry := range entries {
			if !yield(entry, nil) {
				return
			}
		}
	}, b.Head(), evening.Add(3*time.Hour))
	require.NoError(t, err)
	require.Equal(t, ids[2:], report.Settled[1].Sources)
	require.Equal(t, int64(paid), report.Settled[0].Amount.Units+report.Settled[1].Amount.Units)
	require.Equal(t, evidence.Hash(ledger.HashOf(text)), report.Settled[0].Evidence)
	require.NoError(t, report.Page(new(bytes.Buffer)))
}

func TestTelemetryIsHashedWhole(t *testing.T) {
	at := func(s int, f energy.Hertz) energy.Reading[energy.Hertz] {
		return energy.Read(f, evening.Add(time.Duration(s)*time.Second))
	}
	of := func(readings ...energy.Reading[energy.Hertz]) evidence.Source {
		return market.Telemetry(market.Meter{Site: "h", Metric: "frequency_hz"}, readings, event.Span, time.Second)
	}
	base := of(at(0, 50), at(1, 49.9))
	require.Equal(t, evidence.Cover{Measured: 2000}, base.Cover)
	for _, other := range []evidence.Source{of(), of(at(0, 50)), of(at(0, 50), at(1, 49.901)), of(at(0, 50), at(2, 49.9)), of(at(0, 50), at(1, 49.9).Doubt()), of(at(0, 50), at(1, 49.9).Lost())} {
		require.NotEqual(t, base.SHA256, other.SHA256)
	}
	require.Equal(t, evidence.Cover{Measured: 1000, LeftOut: 1000}, of(at(0, 50), at(1, 49.9).Doubt()).Cover)
	l := market.LineOf("f", []energy.Reading[energy.Hertz]{at(0, 50), at(1, 50).Lost()}, evening, time.Second, 1, "s")
	require.Equal(t, "50.000", l.Points[0].Value.String())
	require.Nil(t, l.Points[1].Value)
}
