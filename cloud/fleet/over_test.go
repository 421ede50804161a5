package fleet_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
)

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
		f := func(node asset.Node, at string, want ...string) {
			t.Helper()
			over, err := r.LimitsOver(t.Context(), node, day(t, at))
			require.NoError(t, err)
			var got []string
			for _, l := range asset.Effective(over) {
				got = append(got, string(l.Name)+" "+string(l.Node.Kind)+" "+l.Node.ID)
			}
			require.Equal(t, want, got)
		}
		home, feeder := asset.SiteNode("home-1"), asset.GroupNode("feeder-7")
		f(home, "2024-01-01")
		f(home, "2025-03-01", "export_kw group trafo-1", "switching_per_min group east")
		f(home, "2025-06-01", "import_kw group feeder-7", "export_kw group trafo-1", "switching_per_min group east")
		f(home, "2026-01-01", "export_kw site home-1")
		f(feeder, "2025-03-01", "export_kw group trafo-1", "switching_per_min group east")
		f(feeder, "2026-03-01", "export_kw group feeder-7")
		f(asset.GroupNode("nowhere"), "2025-03-01")
	})
}

// TestPlace_HasEveryWayUpOnce, the nearest first, and tells when that changes.
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

// TestPlace_HasTheNearestFirst: of two zones the inner one, whatever their names.
func TestPlace_HasTheNearestFirst(t *testing.T) {
	r := open(t, file(t))
	imported(t, r, sheet.CSV, head+`site,,,h,,,,,,,2025-01-01,
group,a-country,zone,,,,,,,,2025-01-01,
group,z-town,zone,,,,,,,,2025-01-01,
group,m-feeder,feeder,,,,,,,,2025-01-01,
part,a-country,,,z-town,,,,,,2025-01-01,
part,z-town,,,m-feeder,,,,,,2025-01-01,
member,m-feeder,,h,,,,,,,2025-01-01,
`)
	require.Equal(t, []string{"m-feeder", "z-town", "a-country"}, names(r.Place("h", day(t, "2025-02-01"))))
	require.Equal(t, []string{"m-feeder", "z-town", "a-country"}, names(r.Places(day(t, "2025-02-01"))[0]))
}

func names(p fleet.Place) (ids []string) {
	for _, g := range p.Groups {
		ids = append(ids, string(g.ID))
	}
	return ids
}

// TestGroupLimits_AreThoseOfNowAndLater, of groups alone: what is over is not told.
func TestGroupLimits_AreThoseOfNowAndLater(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r := open(t, source)
		imported(t, r, sheet.CSV, limited)
		f := func(at string, want ...string) {
			t.Helper()
			found, err := r.GroupLimits(t.Context(), day(t, at))
			require.NoError(t, err)
			var got []string
			for _, l := range found {
				got = append(got, l.Node.ID+" "+string(l.Name)+" "+l.Span.String())
			}
			require.Equal(t, want, got)
		}
		east, feeder, trafo := "east switching_per_min from 2025-01-01T00:00:00Z on", "feeder-7 export_kw from 2025-01-01T00:00:00Z on", "trafo-1 export_kw from 2025-01-01T00:00:00Z on"
		july := "feeder-7 import_kw 2025-06-01T00:00:00Z to 2025-07-01T00:00:00Z"
		f("2024-01-01", east, feeder, july, trafo)
		f("2025-06-15", east, feeder, july, trafo)
		f("2025-07-01", east, feeder, trafo)
	})
}
