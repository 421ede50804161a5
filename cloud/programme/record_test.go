package programme_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// TestReplay_RefusesWhatCannotHaveHappened, naming the record.
func TestReplay_RefusesWhatCannotHaveHappened(t *testing.T) {
	f := func(want string, records ...string) {
		t.Helper()
		var list [][]byte
		for _, r := range records {
			list = append(list, []byte(r))
		}
		_, err := programme.Replay(list)
		require.Equal(t, fault.Corrupt, fault.KindOf(err), err)
		require.ErrorContains(t, err, want)
	}
	f("record 1", `[{"verb":"call_forgotten","at":"2026-07-06T12:00:00Z"}]`)
	f("record 2", `[]`, `[{"verb":"call_moved","at":"2026-07-06T12:00:00Z","id":"c","cause":"begin"}]`)
	f("unknown field", `[{"verb":"halted","at":"2026-07-06T12:00:00Z","until":1}]`)
	f("says nothing", `[{"verb":"call_planned","at":"2026-07-06T12:00:00Z"}]`)
}

// FuzzReplay: whatever a record says, it is refused or can be run.
func FuzzReplay(f *testing.F) {
	log := &tape{}
	desk, err := programme.New(programme.DefaultConfig(), log, nil, slog.New(slog.DiscardHandler))
	require.NoError(f, err)
	require.NoError(f, desk.Define(event("evening"), "anna", monday))
	require.NoError(f, desk.Enrol([]programme.Enrolment{{Programme: "evening", Site: "home-1", From: monday, Power: 5 * kW}}, "anna", monday))
	facts := &programme.Facts{
		Homes: map[energy.SiteID]*programme.Home{"home-1": {Site: "home-1", Region: "north", Nodes: []programme.Node{"city"}, Ready: true, Up: 5 * kW, Down: 5 * kW, Size: 10_000, Stored: 10_000}},
		Caps:  map[programme.Region]programme.Cap{"north": {Most: 1 * MW, Rate: 1e6, Read: monday}},
	}
	_, err = desk.Propose(programme.Request{ID: "c", Programme: "evening", Node: "city", Purpose: programme.Market, Start: monday, End: monday.Add(time.Hour), Up: 5 * kW}, "anna", facts, monday)
	require.NoError(f, err)
	for range 3 {
		_, err = desk.Tick(facts, monday.Add(time.Second))
		require.NoError(f, err)
	}
	require.NoError(f, desk.Stop("c", "bert", "", monday))
	for _, r := range log.records {
		f.Add(r)
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		records := append(log.records[:3:3], record)
		desk, err := programme.New(programme.DefaultConfig(), &tape{records: records}, records, slog.New(slog.DiscardHandler))
		if err != nil {
			return
		}
		for i := range 3 {
			_, _ = desk.Tick(facts, monday.Add(time.Duration(i)*time.Hour))
		}
		desk.Untold(monday)
		_ = desk.Score("c", programme.Result{Score: 1}, "market", monday)
	})
}
