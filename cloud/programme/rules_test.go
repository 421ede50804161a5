package programme_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// TestRules_BindTheDayInTheMarketsZone also on days of 23 and 25 hours.
func TestRules_BindTheDayInTheMarketsZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	f := func(start string, long time.Duration, want string) {
		t.Helper()
		w := newWorld(t, 2)
		p := event("evening")
		p.Rules.Zone, p.Rules.Shortest, p.Rules.Window = "Europe/Berlin", hours(1), &programme.Window{Days: []string{"sat", "sun"}, From: "00:00", To: "06:00"}
		w.now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		w.caps()
		require.NoError(t, w.desk.Define(p, "anna", w.now))
		require.NoError(t, w.desk.Enrol([]programme.Enrolment{{Programme: "evening", Site: "home-000", From: w.now, Power: 5 * kW}}, "anna", w.now))
		at, err := time.ParseInLocation(time.DateTime, start, berlin)
		require.NoError(t, err)
		r := w.request("c", "evening", 1*kW, 0)
		r.Start, r.End = at, at.Add(long)
		_, err = w.desk.Propose(r, "anna", &w.facts, w.now)
		if want == "" {
			require.NoError(t, err)
			return
		}
		require.Equal(t, fault.Conflict, fault.KindOf(err), err)
		require.ErrorContains(t, err, want)
	}
	f("2026-02-07 02:00:00", 4*time.Hour, "")
	f("2026-02-07 02:00:00", 4*time.Hour+time.Second, "4h0m0s")
	f("2026-02-07 02:30:00", 4*time.Hour, "the programme is called sat, sun from 00:00 to 06:00")
	f("2026-02-07 00:00:00", time.Minute, "1h0m0s to 4h0m0s")
	f("2026-02-09 02:00:00", 2*time.Hour, "the programme is called")
	f("2026-03-29 02:00:00", 3*time.Hour, "")                        // 03:00 to 06:00: two o'clock is left out
	f("2026-03-29 01:30:00", 4*time.Hour, "the programme is called") // till 06:30
	f("2026-10-25 01:30:00", 4*time.Hour, "")                        // till 04:30, for three o'clock comes twice
}

func TestRules_RepeatsAndRest(t *testing.T) {
	two, three := 2, 3
	w := newWorld(t, 2)
	p := event("evening")
	p.Rules.PerDay, p.Rules.PerWeek, p.Rules.Rest = &two, &three, hours(1)
	w.define(p)
	w.facts.Homes["home-000"].Refill, w.facts.Homes["home-001"].Refill = 5*kW, 5*kW
	f := func(id programme.CallID, in time.Duration, want string) {
		t.Helper()
		_, err := w.desk.Propose(w.request(id, "evening", 1*kW, in), "anna", &w.facts, w.now)
		if want == "" {
			require.NoError(t, err)
			return
		}
		require.Equal(t, fault.Conflict, fault.KindOf(err), err)
		require.ErrorContains(t, err, want)
	}
	f("a", 0, "")
	f("early", 2*time.Hour+59*time.Minute, "the next is 1h0m0s after it")
	f("over", time.Hour, "the next is 1h0m0s after it")
	f("b", 3*time.Hour, "")
	f("third", 9*time.Hour, "call 3 of the day: the programme has 2 a day")
	f("c", 24*time.Hour, "")
	f("fourth", 48*time.Hour, "call 4 of the week: the programme has 3 a week")
	f("next", 7*24*time.Hour, "")
	require.NoError(t, w.desk.Stop("c", "anna", "", w.now))
	f("instead", 48*time.Hour, "")
}

// TestCurve_OfDynamicContainment and the others by the corners of their markets.
func TestCurve_OfDynamicContainment(t *testing.T) {
	curves := map[programme.ID]programme.Curve{}
	for _, p := range programme.Builtin() {
		curves[p.ID] = p.Curve
	}
	f := func(id programme.ID, off energy.Hertz, want energy.Ratio) {
		t.Helper()
		require.InDelta(t, float64(want), float64(curves[id].Share(off)), 1e-9)
		require.InDelta(t, float64(-want), float64(curves[id].Share(-off)), 1e-9)
	}
	f("dynamic-containment", -0.015, 0)
	f("dynamic-containment", -0.1075, 0.025)
	f("dynamic-containment", -0.2, 0.05)
	f("dynamic-containment", -0.35, 0.525)
	f("dynamic-containment", -0.5, 1)
	f("dynamic-containment", -3, 1)
	f("dynamic-moderation", -0.15, 0.525)
	f("dynamic-regulation", -0.1075, 0.5)
	f("fcr", -0.1, 0.5)
	f("fcr", -0.3, 1)
	f("fcas-raise", -0.15, 0)
	f("fcas-raise", -0.325, 0.5)
}

func TestParse_NamesWhatIsWrong(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		_, err := programme.Parse([]byte(text))
		require.Equal(t, fault.Invalid, fault.KindOf(err), err)
		require.ErrorContains(t, err, want)
	}
	rules := `"rules":{"zone":"UTC","longest_ms":3600000}`
	f(`[{"id":"a","kind":"scheduled_capacity",`+rules+`,"notise":1}]`, "notise")
	f(`[{"id":"a b","kind":"scheduled_capacity",`+rules+`}]`, "a b")
	f(`[{"id":"a","kind":"capacity",`+rules+`}]`, `kind "capacity"`)
	f(`[{"id":"a","kind":"regulation",`+rules+`}]`, "endurance_ms")
	f(`[{"id":"a","kind":"frequency_containment",`+rules+`}]`, "curve")
	f(`[{"id":"a","kind":"scheduled_capacity","rules":{"zone":"Mars/Base","longest_ms":1}}]`, "Mars/Base")
	f(`[{"id":"a","kind":"scheduled_capacity","rules":{"zone":"UTC","longest_ms":-1}}]`, "-1 ms")
	f(`[] []`, "follows")
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`[{"id":"a","kind":"scheduled_capacity","rules":{"zone":"UTC","longest_ms":3600000,"window":{"from":"16:00","to":"24:00"}}}]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := programme.Parse(text)
		if err != nil {
			return
		}
		for i := range list {
			require.NoError(t, list[i].Check())
		}
	})
}

// TestACallThatWasStoppedIsInNobodysWay: the rest counts from when it was stopped.
func TestACallThatWasStoppedIsInNobodysWay(t *testing.T) {
	w := newWorld(t, 2)
	p := event("a")
	p.Rules.Rest = hours(0.5)
	w.define(p)
	w.propose(w.request("first", "a", kW, 0))
	w.run(10 * time.Second)
	require.NoError(t, w.desk.Stop("first", "bert", "", w.now))
	w.now = w.now.Add(20 * time.Minute)
	w.caps()
	_, err := w.desk.Propose(w.request("second", "a", kW, 0), "anna", &w.facts, w.now)
	require.Equal(t, fault.Conflict, fault.KindOf(err))
	w.now = w.now.Add(10 * time.Minute)
	w.caps()
	w.propose(w.request("second", "a", kW, 0))
}
