package gateway

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var island = trouble{kind: energy.Islanded, severity: energy.Warning, text: "the grid is lost"}

// watchman sees a home a second at a time.
type watchman struct {
	conditions
	now   time.Time
	edges []energy.Event
	last  *energy.News
}

func newWatchman() *watchman { return &watchman{now: time.Unix(1e9, 0)} }

func (w *watchman) sees(seconds int, found ...trouble) {
	for range seconds {
		w.now = w.now.Add(time.Second)
		if n := w.see(found, w.now); n != nil {
			w.edges, w.last = append(w.edges, n.Edges...), n
		}
	}
}

func TestAConditionIsToldOnceWhereItBeginsAndOnceWhereItEnds(t *testing.T) {
	w := newWatchman()
	begin := w.now.Add(time.Second)
	w.sees(3, island)
	require.Empty(t, w.edges)
	w.sees(3600, island)
	require.Equal(t, []energy.Event{{Kind: energy.Islanded, Severity: energy.Warning, At: begin, Text: "the grid is lost"}}, w.edges)
	require.Equal(t, w.edges, w.last.Standing)
	end := w.now.Add(time.Second)
	w.sees(30)
	require.Len(t, w.edges, 1)
	w.sees(3600)
	require.Len(t, w.edges, 2)
	require.True(t, w.edges[1].Ended)
	require.Equal(t, end, w.edges[1].At)
	require.Empty(t, w.last.Standing)
	require.Empty(t, w.whole().Standing)
}

// One short spell says nothing, and is counted.
func TestWhatIsGoneAtOnceIsNotTold(t *testing.T) {
	w := newWatchman()
	for range 100 {
		w.sees(2, island)
		w.sees(40)
	}
	require.Empty(t, w.edges)
	require.EqualValues(t, 100, w.whole().Held)
	require.Empty(t, w.list)
}

// A loose contact never lasts: what comes again and again has begun all the same, once.
func TestWhatFlickersHasBegun(t *testing.T) {
	f := func(there, away int) {
		t.Helper()
		w := newWatchman()
		for range 100 {
			w.sees(there, island)
			w.sees(away)
		}
		require.Len(t, w.edges, 1)
		require.EqualValues(t, often-1, w.edges[0].Missed)
		require.Len(t, w.whole().Standing, 1)
		w.sees(60)
		require.Len(t, w.edges, 2)
		require.Equal(t, []any{true, uint32(99)}, []any{w.edges[1].Ended, w.edges[1].Missed})
		require.Zero(t, w.whole().Held)
	}
	f(1, 1)
	f(2, 2)
	f(2, 28)
}

func TestWhatComesAndGoesIsOneWithACount(t *testing.T) {
	w := newWatchman()
	for range 10 {
		w.sees(10, island)
		w.sees(20)
	}
	w.sees(60)
	require.Len(t, w.edges, 2)
	require.EqualValues(t, 9, w.edges[1].Missed)
}

// Of many edges a home tells some at once and then one a minute; what stands stays true.
func TestEdgesHaveTheirRate(t *testing.T) {
	w := newWatchman()
	for i := range 600 {
		w.sees(5, trouble{kind: energy.SilentDevice, device: energy.DeviceID(rune('a' + i%20))})
		w.sees(35)
	}
	require.LessOrEqual(t, len(w.edges), edgeBurst+600*40/60+1)
	require.Greater(t, w.whole().Held, uint64(100))
	w.sees(3600)
	require.Empty(t, w.whole().Standing)
	for range 100 {
		w.happen(energy.Event{Kind: energy.FirmwareChanged})
	}
	require.Len(t, w.once, maxOnce)
}

// However conditions come and go, each begins, ends and begins in turn, and what stands
// is what has begun and not ended.
func TestEdgesOfAConditionTakeTurns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, standing := newWatchman(), map[energy.EventKind]bool{}
		for range rapid.IntRange(1, 40).Draw(t, "spells") {
			var found []trouble
			for _, k := range rapid.SliceOfNDistinct(rapid.IntRange(3, 6), 0, 4, rapid.ID).Draw(t, "kinds") {
				found = append(found, trouble{kind: energy.EventKind(k)})
			}
			from := len(w.edges)
			w.sees(rapid.IntRange(1, 50).Draw(t, "lasts"), found...)
			for _, e := range w.edges[from:] {
				require.Equal(t, standing[e.Kind], e.Ended)
				standing[e.Kind] = !e.Ended
			}
			told := 0
			for _, stands := range standing {
				if stands {
					told++
				}
			}
			require.Len(t, w.whole().Standing, told)
		}
	})
}

func TestAQuietPassAllocatesNothing(t *testing.T) {
	w := newWatchman()
	found := []trouble{island}
	w.sees(10, found...)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		w.now = w.now.Add(time.Second)
		w.see(found, w.now)
	}))
}

func TestPain11_AnUnknownPairIsAnEvent(t *testing.T) {
	c := settings(t)
	c.Known = nil
	bubble(t, func(t *testing.T) {
		g, err := New(c, []Field{{Registers: &wires{units: map[uint8]*box{2: storage(t), 240: meter(t)}}, Units: []uint8{2, 240}}}, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- g.Run(ctx) }()
		time.Sleep(time.Hour + tick/2)
		synctest.Wait()
		var told []energy.Event
		for _, r := range spooledReports(g) {
			if r.News != nil {
				told = append(told, r.News.Edges...)
			}
		}
		require.Len(t, told, 2)
		require.Equal(t, energy.Restarted, told[0].Kind)
		require.Equal(t, []any{energy.UnknownDevice, energy.Warning, energy.DeviceID("bus1-unit2")}, []any{told[1].Kind, told[1].Severity, told[1].Device})
		require.Contains(t, told[1].Text, "is not known here")
		require.NotZero(t, g.spool.Stats().OnDisk, "a power cut now loses none of it")
		stop()
		require.NoError(t, <-ended)
	})
}

func TestAStartKnowsWhyItIs(t *testing.T) {
	dir := t.TempDir()
	now, this := time.Unix(1e9, 0), start{Software: "v2", Machine: "m"}
	f := func(before []byte, want string, severity energy.Severity) {
		t.Helper()
		if before != nil {
			k := record.NewKeeper(dir, nil, slog.New(slog.DiscardHandler))
			k.Put(string(StartState), before)
			over, end := context.WithCancel(t.Context())
			end()
			require.NoError(t, k.Run(over))
		}
		require.Equal(t, energy.Event{Kind: energy.Restarted, Severity: severity, At: now, Text: want}, this.after(dir, now))
	}
	f(nil, "the first start here", energy.Notice)
	f(encode(start{"v2", "m", true}), "it was stopped, and started again", energy.Notice)
	f(encode(start{"v2", "m", false}), "it died: it failed, hung or was killed", energy.Warning)
	f(encode(start{"v2", "n", false}), "the machine has restarted", energy.Notice)
	f(encode(start{"v1", "m", true}), "software v2 in place of v1", energy.Notice)
	f([]byte("{"), "nobody knows why: what was kept of the start before is damaged", energy.Notice)
	require.NoError(t, os.WriteFile(filepath.Join(dir, string(StartState)), []byte("rot"), 0o600))
	f(nil, "nobody knows why: what was kept of the start before is damaged", energy.Notice)
}

// A gateway that is stopped notes it last of all, and one that fails does not.
func TestAStopIsKept(t *testing.T) {
	c := settings(t)
	run := func(run func(context.Context) error, want bool) {
		bubble(t, func(t *testing.T) {
			g, err := New(c, []Field{{Registers: &wires{}, Run: run}}, slog.New(slog.DiscardHandler))
			require.NoError(t, err)
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- g.Run(ctx) }()
			time.Sleep(time.Minute)
			stop()
			<-ended
			said := thisStart().after(c.StateDir, time.Now()).Text
			require.Equal(t, want, said == "it was stopped, and started again", said)
		})
	}
	run(func(ctx context.Context) error { <-ctx.Done(); return nil }, true)
	run(func(context.Context) error { return os.ErrClosed }, false)
	run(func(ctx context.Context) error { <-ctx.Done(); return nil }, true)
}

// An inverter whose firmware is another than in an earlier start is an event, once.
func TestPain11_AnotherFirmwareIsAnEvent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newTheatre(map[uint8]*box{2: storage(t), 240: meter(t)})
		s.pass(t, 3)
		past := s.home.Past()
		known := past.Inventory["bus1-unit2"]
		known.Identity.Version = "0.1"
		past.Inventory["bus1-unit2"] = known
		s = s.again(past)
		s.pass(t, 3)
		var told []energy.Event
		for range 3 {
			s.home.changes(time.Now(), func(e energy.Event) { told = append(told, e) })
		}
		require.Len(t, told, 1)
		require.Equal(t, []any{energy.FirmwareChanged, energy.DeviceID("bus1-unit2")}, []any{told[0].Kind, told[0].Device})
		require.Contains(t, told[0].Text, "in place of")
		require.Contains(t, told[0].Text, "0.1")
	})
}
