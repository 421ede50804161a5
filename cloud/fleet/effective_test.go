package fleet_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
)

func anyLimit(rt *rapid.T) fleet.Limit {
	return fleet.Limit{
		Node:  fleet.Node{Kind: rapid.SampledFrom([]fleet.NodeKind{fleet.AtSite, fleet.AtGroup}).Draw(rt, "kind"), ID: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "id")},
		Name:  rapid.SampledFrom(fleet.LimitNames()).Draw(rt, "name"),
		Value: float64(rapid.IntRange(0, 4).Draw(rt, "value")),
	}
}

// TestEffective_IsTheTightest: one of those there are, none is tighter, whatever
// order they come in; one more never loosens, and takes nothing away.
func TestEffective_IsTheTightest(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		given := rapid.SliceOfN(rapid.Custom(anyLimit), 0, 12).Draw(rt, "limits")
		was := slices.Clone(given)
		got := fleet.Effective(given)
		require.Equal(rt, was, given)
		names := map[fleet.LimitName]bool{}
		for _, l := range given {
			names[l.Name] = true
			i := slices.IndexFunc(got, func(e fleet.Limit) bool { return e.Name == l.Name })
			require.GreaterOrEqual(rt, i, 0)
			require.LessOrEqual(rt, got[i].Value, l.Value)
		}
		require.Len(rt, got, len(names))
		for _, e := range got {
			require.Contains(rt, given, e)
		}
		shuffled := slices.Clone(given)
		rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		require.Equal(rt, got, fleet.Effective(shuffled))
		more := fleet.Effective(append(given, rapid.Custom(anyLimit).Draw(rt, "more")))
		for _, e := range got {
			i := slices.IndexFunc(more, func(m fleet.Limit) bool { return m.Name == e.Name })
			require.LessOrEqual(rt, more[i].Value, e.Value)
		}
	})
}

const limited = head + `site,,,home-1,,,,,,,2025-01-01,
group,feeder-7,feeder,,,,,,,,2025-01-01,
group,trafo-1,transformer,,,,,,,,2025-01-01,
group,east,plant,,,,,,,,2025-01-01,
part,trafo-1,,,feeder-7,,,,,,2025-01-01,2026-01-01
part,east,,,trafo-1,,,,,,2025-01-01,
member,feeder-7,,home-1,,,,,,,2025-01-01,
limit,,,home-1,,,export_kw,10,,,2025-01-01,
limit,feeder-7,,,,,export_kw,11,,,2025-01-01,
limit,trafo-1,,,,,export_kw,4.6,,,2025-01-01,
limit,east,,,,,switching_per_min,5,,,2025-01-01,
limit,feeder-7,,,,,import_kw,0,,,2025-06-01,2025-07-01
`

// TestLimitsOver_AreThoseOfEveryWayUp, as of the time that is asked about.
func TestLimitsOver_AreThoseOfEveryWayUp(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r := open(t, source)
		imported(t, r, sheet.CSV, limited)
		f := func(node fleet.Node, at string, want ...string) {
			t.Helper()
			over, err := r.LimitsOver(t.Context(), node, day(t, at))
			require.NoError(t, err)
			var got []string
			for _, l := range fleet.Effective(over) {
				got = append(got, string(l.Name)+" "+string(l.Node.Kind)+" "+l.Node.ID)
			}
			require.Equal(t, want, got)
		}
		home, feeder := fleet.SiteNode("home-1"), fleet.GroupNode("feeder-7")
		f(home, "2024-01-01")
		f(home, "2025-03-01", "export_kw group trafo-1", "switching_per_min group east")
		f(home, "2025-06-01", "import_kw group feeder-7", "export_kw group trafo-1", "switching_per_min group east")
		f(home, "2026-01-01", "export_kw site home-1")
		f(feeder, "2025-03-01", "export_kw group trafo-1", "switching_per_min group east")
		f(feeder, "2026-03-01", "export_kw group feeder-7")
		f(fleet.GroupNode("nowhere"), "2025-03-01")
	})
}

// TestPlace_HasEveryWayUpOnce, and tells when that changes.
func TestPlace_HasEveryWayUpOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r := open(t, source)
		imported(t, r, sheet.CSV, limited+"member,east,,home-1,,,,,,,2025-01-01,\nmember,trafo-1,,home-1,,,,,,,2025-02-01,2025-03-01\n")
		f := func(at, until string, want ...string) {
			t.Helper()
			p := r.Place("home-1", day(t, at))
			require.Equal(t, want, names(p))
			hears := r.Admission(func() time.Time { return day(t, at) }).Hears("home-1", "east")
			require.Equal(t, slices.Contains(want, "east"), hears, "a plant's signal is for all who are in it")
			require.Equal(t, until, p.Until.UTC().Format(time.DateOnly))
			places := r.Places(day(t, at))
			require.Len(t, places, 1)
			require.Equal(t, names(p), names(places[0]))
			require.Equal(t, p.Until, places[0].Until)
		}
		f("2024-12-31", "2025-01-01")
		f("2025-01-15", "2025-02-01", "east", "feeder-7", "trafo-1")
		f("2025-02-15", "2025-03-01", "east", "feeder-7", "trafo-1")
		f("2025-03-01", "2026-01-01", "east", "feeder-7", "trafo-1")
		f("2026-01-01", "0001-01-01", "east", "feeder-7")
		require.NoError(t, r.Close())
		r = open(t, source)
		f("2025-02-15", "2025-03-01", "east", "feeder-7", "trafo-1")
	})
}

func names(p fleet.Place) (ids []string) {
	for _, g := range p.Groups {
		ids = append(ids, string(g.ID))
	}
	return ids
}
