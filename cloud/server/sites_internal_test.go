package server

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// shownAs returns v as who reads the API has it.
func shownAs(t *testing.T, v any) (m map[string]any) {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &m))
	return m
}

// TestADecisionIsShownAsLongAsItIsTrue: of a home that fell silent nobody knows
// what it does now.
func TestADecisionIsShownAsLongAsItIsTrue(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	decision := energy.Decision{
		State: energy.Limited, Layer: energy.Dispatch, Bounds: energy.BoundSoCLow, Order: 7, Approved: energy.WantPower(0),
	}
	b := wire.Batch{Site: "h", Boot: 1, Reports: []energy.Report{{Seq: 1, Snapshot: energy.Snapshot{At: noon}, Decision: decision}}}
	f := func(waited, silent time.Duration, known bool) {
		t.Helper()
		b.Waited = waited
		tw := twin.ApplyBatch(twin.Twin{}, b, noon)
		v := shownAs(t, siteView("h", &tw, noon.Add(silent)))
		want := map[string]any{"state": nil, "layer": nil, "bounds": nil, "order": nil, "approved_w": nil}
		if known {
			want = map[string]any{"state": "limited", "layer": "dispatch", "bounds": []any{"soc_low"}, "order": 7.0, "approved_w": 0.0}
		}
		for name, value := range want {
			require.Contains(t, v, name)
			require.Equal(t, value, v[name], name)
		}
	}
	f(0, 0, true)
	f(0, twin.TimeOut, true)
	f(0, twin.TimeOut+1, false)
	f(twin.TimeOut, 1, false)
	var never twin.Twin
	require.Nil(t, shownAs(t, siteView("h", &never, noon))["state"])
	free := twin.ApplyBatch(twin.Twin{}, wire.Batch{Site: "h", Boot: 1, Reports: []energy.Report{{Seq: 1, Snapshot: energy.Snapshot{At: noon}}}}, noon)
	require.Equal(t, []any{}, shownAs(t, siteView("h", &free, noon))["bounds"], "none is not unknown")
	require.Equal(t, 0.0, shownAs(t, siteView("h", &free, noon))["order"])
}

// TestNothingSeenIsNoPower: not 0 W.
func TestNothingSeenIsNoPower(t *testing.T) {
	f := func(s dispatch.Status, mean, interval any) {
		t.Helper()
		v := shownAs(t, deliveredView(s))
		require.Equal(t, map[string]any{"mean_w": mean, "interval_w": interval, "interval_level": 0.9}, v)
	}
	f(dispatch.Status{}, nil, nil)
	f(dispatch.Status{Total: energy.Estimate{Provenance: energy.Measured}}, 0.0, []any{0.0, 0.0})
}

// TestAClockIsJudgedAsTheHistoryJudgesIt: what waited at home is no error of its clock.
func TestAClockIsJudgedAsTheHistoryJudgesIt(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	f := func(ahead, waited time.Duration, moment energy.Moment, state string, off any) {
		t.Helper()
		b := wire.Batch{Site: "h", Boot: 1, Waited: waited, Moment: moment, Reports: []energy.Report{{Seq: 1, Snapshot: energy.Snapshot{At: noon.Add(ahead - waited)}}}}
		tw := twin.ApplyBatch(twin.Twin{}, b, noon)
		require.Equal(t, map[string]any{"state": state, "off_s": off}, shownAs(t, siteView("h", &tw, noon))["clock"])
	}
	sent := energy.Moment{1}
	f(0, 0, sent, "right", 0.0)
	f(-2*time.Second, time.Hour, sent, "right", -2.0)
	f(5*time.Second, 0, sent, "right", 5.0)
	f(5*time.Second+time.Millisecond, 0, sent, "wrong", 5.001)
	f(-time.Hour, time.Minute, sent, "wrong", -3600.0)
	f(0, 0, energy.Moment{}, "unknown", nil)
	var never twin.Twin
	require.Equal(t, map[string]any{"state": "unknown", "off_s": nil}, shownAs(t, siteView("h", &never, noon))["clock"])
}
