package history_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// keep makes batches durable through a writer of its own and waits until the
// database has taken them.
func keep(t *testing.T, c *history.Client, e *history.Embedded, received time.Time, batches ...wire.Batch) {
	t.Helper()
	delivered := &counting{RoundTripper: e, done: make(chan struct{}, 100)}
	cfg := history.DefaultConfig(t.TempDir())
	cfg.BatchSize = 0
	for _, b := range batches {
		cfg.BatchSize += len(b.Reports)
	}
	w := newWriter(t, cfg, delivered, &ledger{})
	stop := running(w)
	for i := range batches {
		require.NoError(t, w.Take(&batches[i], received))
	}
	<-delivered.done
	require.NoError(t, stop())
	require.NoError(t, c.Flush(t.Context()))
}

func told(seq uint64, at time.Time, grid energy.Watts) energy.Report {
	return energy.Report{Seq: seq, Snapshot: energy.Snapshot{At: at, Grid: energy.Read(grid, at)}}
}

func TestMeasuredHeldAndMissingAreToldApart(t *testing.T) {
	e := open(t, t.TempDir())
	c := clientOf(t, "http://embedded", e)
	now := time.Now().Truncate(time.Second)
	start := now.Add(-10 * time.Minute)
	at := func(s int) time.Time { return start.Add(time.Duration(s) * time.Second).UTC() }
	band := energy.Deadband{Heartbeat: time.Minute, Power: 50}
	reports := []energy.Report{told(1, at(0), 100), told(2, at(60), 200), told(3, at(61), 300), told(4, at(90), 0), told(6, at(200), 400)}
	for i := range reports {
		reports[i].Deadband = band
	}
	reports[1].Still = at(59) // the first held until then
	reports[2].Snapshot.Grid = reports[2].Snapshot.Grid.Doubt()
	reports[3].Snapshot.Grid = energy.Read(energy.Watts(300), at(61)).Lost()
	reports[3].Deadband = energy.Deadband{} // it says nothing of what comes
	reports[4].Still = at(199)              // but what held is not known: number 5 never came
	batch := wire.Batch{Site: "home-1", Boot: 1, Moment: energy.Moment{1}, Waited: now.Sub(at(200)), Reports: reports}
	keep(t, c, e, now, batch)

	list, err := c.Known(t.Context(), "home-1", history.GridPower, energy.Interval{Start: start, End: now})
	require.NoError(t, err)
	point := func(s int, v float64) history.Point { return history.Point{At: at(s), Value: v} }
	require.Equal(t, []history.Known{
		{Point: point(0, 100), Until: at(59), Quality: energy.Good},
		{Point: point(60, 200), Until: at(60), Quality: energy.Good},
		{Point: point(61, 300), Until: at(61), Quality: energy.Doubtful},
		{Point: point(90, 0), Until: at(90), Quality: energy.Missing},
		{Point: point(200, 400), Until: at(200), Quality: energy.Good},
	}, list)
}

// TestTimesOfAClockThatIsWrongAreMarked: they stay in the history, and who settles by
// it can leave them out.
func TestTimesOfAClockThatIsWrongAreMarked(t *testing.T) {
	e := open(t, t.TempDir())
	c := clientOf(t, "http://embedded", e)
	now := time.Now().Truncate(time.Second)
	sent := energy.Moment{1}
	at := func(s int) time.Time { return now.Add(time.Duration(s-100) * time.Second).UTC() }
	batch := func(boot uint64, m energy.Moment, waited time.Duration, s int) wire.Batch {
		return wire.Batch{Site: "home-1", Boot: boot, Moment: m, Waited: waited, Reports: []energy.Report{told(uint64(s), at(s), energy.Watts(s))}}
	}
	keep(t, c, e, now,
		batch(2, sent, 100*time.Second, 0),
		batch(2, sent, 99*time.Second+history.ClockWithin, 1),
		batch(2, sent, 98*time.Second+history.ClockWithin+time.Millisecond, 2),
		batch(2, sent, 0, 3),
		batch(1, energy.Moment{}, 96*time.Second, 4),
	)
	list, err := c.Known(t.Context(), "home-1", history.GridPower, energy.Interval{Start: at(0), End: now})
	require.NoError(t, err)
	var clocks []history.Clock
	for i, k := range list {
		require.Equal(t, float64(i), k.Value)
		clocks = append(clocks, k.Clock)
	}
	require.Equal(t, []history.Clock{history.ClockRight, history.ClockRight, history.ClockWrong, history.ClockWrong, history.ClockUnknown}, clocks)
}

// TestATimeThatIsToldTwiceIsFlagged where the values differ, with all that was said of it
// before. A reading that is told again is not.
func TestATimeThatIsToldTwiceIsFlagged(t *testing.T) {
	e := open(t, t.TempDir())
	c := clientOf(t, "http://embedded", e)
	now := time.Now().Truncate(time.Second)
	at := func(s int) time.Time { return now.Add(time.Duration(s-100) * time.Second).UTC() }
	pv := func(seq uint64, tick int, grid energy.Reading[energy.Watts], pv energy.Reading[energy.Watts]) energy.Report {
		return energy.Report{Seq: seq, Snapshot: energy.Snapshot{At: at(tick), Grid: grid, PV: pv}}
	}
	read := func(v energy.Watts, s int) energy.Reading[energy.Watts] { return energy.Read(v, at(s)) }
	told := func(boot uint64, last int, all ...energy.Report) wire.Batch {
		return wire.Batch{Site: "home-1", Boot: boot, Moment: energy.Moment{byte(boot)}, Waited: now.Sub(at(last)), Reports: all}
	}
	keep(t, c, e, now,
		told(1, 2, pv(1, 0, read(100, 0), read(1, 0)),
			pv(2, 1, read(110, 0), read(2, 1)), // a sum of which another part was read
			pv(3, 2, read(100, 2), read(3, 2).Doubt())),
		told(2, 4, pv(1, 3, read(250, 2), read(4, 3)), // larger
			pv(2, 4, read(300, 4).Doubt(), read(5, 4))),
		told(3, 5, pv(1, 5, read(200, 4), read(6, 5)))) // smaller, and doubted before
	f := func(m history.Metric, want ...history.Known) {
		t.Helper()
		list, err := c.Known(t.Context(), "home-1", m, energy.Interval{Start: at(0), End: now})
		require.NoError(t, err)
		require.Len(t, list, len(want))
		for i := range list {
			require.Equal(t, want[i], history.Known{Point: history.Point{Value: list[i].Value}, Quality: list[i].Quality, Corrected: list[i].Corrected, Clock: list[i].Clock})
		}
	}
	k := func(v float64, q energy.Quality, corrected bool) history.Known {
		return history.Known{Point: history.Point{Value: v}, Quality: q, Corrected: corrected}
	}
	f(history.GridPower, k(100, energy.Good, false), k(250, energy.Good, true), k(300, energy.Doubtful, true))
	f(history.PVPower, k(1, energy.Good, false), k(2, energy.Good, false), k(3, energy.Doubtful, false), k(4, energy.Good, false), k(5, energy.Good, false), k(6, energy.Good, false))
	settled, err := c.Settled(t.Context(), "home-1", history.GridPower, energy.Interval{Start: at(0), End: now})
	require.NoError(t, err)
	require.Len(t, settled.Known, 1)
	require.Equal(t, history.Settled{Known: settled.Known, Out: settled.Out, Doubtful: 1, Corrected: 1}, settled)
}

// TestASettlementRestsOnWhatIsSure and counts what it leaves out: all that is known is
// in one of its parts.
func TestASettlementRestsOnWhatIsSure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.Custom(func(t *rapid.T) history.Known {
			return history.Known{
				Quality: rapid.SampledFrom([]energy.Quality{energy.Good, energy.Doubtful, energy.Missing}).Draw(t, "quality"),
				Clock:   rapid.SampledFrom([]history.Clock{history.ClockRight, history.ClockWrong, history.ClockUnknown}).Draw(t, "clock"), Corrected: rapid.Bool().Draw(t, "corrected"),
			}
		})
		known := rapid.SliceOf(one).Draw(t, "known")
		s := history.Settle(known)
		require.Equal(t, len(known), len(s.Known)+s.LeftOut()+s.Missing)
		require.Len(t, s.Out, s.LeftOut()+s.Missing)
		unsynchronised := 0
		for _, k := range known {
			if k.Clock != history.ClockRight {
				unsynchronised++
			}
		}
		require.Equal(t, unsynchronised, s.Clock)
		for _, k := range s.Known {
			require.Equal(t, history.Known{Quality: energy.Good}, k)
		}
	})
}

// TestLateReportsTellHowLateTheyCame: who has read an hour can ask what came into it
// since.
func TestLateReportsTellHowLateTheyCame(t *testing.T) {
	e := open(t, t.TempDir())
	c := clientOf(t, "http://embedded", e)
	now := time.Now().Truncate(time.Second)
	onTime, late := now.Add(-history.LateAfter), now.Add(-3*24*time.Hour)
	keep(t, c, e, now, wire.Batch{Site: "home-1", Boot: 1, Reports: []energy.Report{told(1, late, 7), told(2, onTime, 8)}})
	span := energy.Interval{Start: late, End: now}
	points, err := c.Read(t.Context(), "home-1", history.GridPower, span)
	require.NoError(t, err)
	require.Len(t, points, 2)
	points, err = c.Read(t.Context(), "home-1", history.Lateness, span)
	require.NoError(t, err)
	require.Equal(t, []history.Point{{At: late.UTC(), Value: (3 * 24 * time.Hour).Seconds()}}, points)
}

func TestStepsAreWhatTheirReadingsSay(t *testing.T) {
	e := open(t, t.TempDir())
	c := clientOf(t, "http://embedded", e)
	now := time.Now().Truncate(time.Second)
	start := now.Add(-time.Hour).UTC()
	var reports []energy.Report
	for i := range 180 {
		if i >= 60 && i < 120 {
			continue // nothing was read in the second minute
		}
		reports = append(reports, told(uint64(i+1), start.Add(time.Duration(i)*time.Second), energy.Watts(i)))
	}
	b := wire.Batch{Site: "home-1", Boot: 1, Reports: reports}
	keep(t, c, e, now, b, b) // sent twice, counted once
	span := energy.Interval{Start: start, End: start.Add(3 * time.Minute)}
	steps, err := c.Steps(t.Context(), "home-1", history.GridPower, span, time.Minute)
	require.NoError(t, err)
	require.Equal(t, []history.Step{
		{At: start, Min: 0, Mean: 29.5, Max: 59, Readings: 60},
		{At: start.Add(2 * time.Minute), Min: 120, Mean: 149.5, Max: 179, Readings: 60},
	}, steps)

	f := func(step time.Duration) {
		t.Helper()
		_, err := c.Steps(t.Context(), "home-1", history.GridPower, span, step)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
	f(0)
	f(-time.Minute)
	f(time.Millisecond)
	f(time.Second + time.Nanosecond)
}
