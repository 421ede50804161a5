package fleet_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

const head = "record,group,kind,site,part,device,name,value,source,stated,from,to\n"

// street is a small fleet that has something of everything.
const street = head + `site,,,home-1,,,,,,,2025-01-01T00:00:00Z,
site,,,home-2,,,,,,,2025-01-01T00:00:00Z,
group,demo,plant,,,,,,,,2025-01-01T00:00:00Z,
group,feeder-7,feeder,,,,,,,,2025-01-01T00:00:00Z,
group,trafo-1,transformer,,,,,,,,2025-01-01T00:00:00Z,
part,trafo-1,,,feeder-7,,,,,,2025-01-01T00:00:00Z,
member,demo,,home-1,,,,,,,2025-01-01T00:00:00Z,2026-05-03T12:00:00Z
member,demo,,home-2,,,,,,,2026-05-01T00:00:00.25Z,
member,feeder-7,,home-1,,,,,,,2025-01-01T00:00:00Z,
device,,inverter,home-1,,inverter,,,,,2025-01-01T00:00:00Z,2026-02-01T00:00:00Z
device,,inverter,home-1,,inverter,,,,,2026-02-01T00:00:00Z,
fact,,,home-1,,inverter,maker,Old & Sons,installer,2025-01-02T00:00:00Z,2025-01-01T00:00:00Z,
fact,,,home-1,,inverter,maker,"New, ""Ltd""",installer,2026-02-01T00:00:00Z,2026-02-01T00:00:00Z,
fact,,,home-1,,inverter,rated_power_w,5000,installer,2026-02-01T00:00:00Z,2026-02-01T00:00:00Z,
fact,,,home-1,,inverter,rated_power_w,4600.5,nameplate,2026-02-01T00:00:00Z,2026-02-01T00:00:00Z,
limit,,,home-1,,,export_kw,7.5,,,2025-01-01T00:00:00Z,
limit,feeder-7,,,,,switching_per_min,0,,,2025-01-01T00:00:00Z,2026-01-01T00:00:00Z
person,,,home-1,,,name,Jo Øst,,,,
`

func imported(t testing.TB, r *fleet.Registry, format sheet.Format, text string) fleet.Imported {
	t.Helper()
	done, err := r.Import(t.Context(), format, strings.NewReader(text), epoch)
	require.NoError(t, err)
	return done
}

func exported(t testing.TB, r *fleet.Registry, format sheet.Format, scope fleet.Scope) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, r.Export(t.Context(), format, &out, scope))
	return out.String()
}

func TestWhatIsExportedIsImportedAsTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r := open(t, source)
		require.Equal(t, fleet.Imported{Rows: 18, Changed: 18}, imported(t, r, sheet.CSV, street))
		require.Equal(t, street, exported(t, r, sheet.CSV, fleet.WithPeople))
		require.Equal(t, fleet.Imported{Rows: 18}, imported(t, r, sheet.CSV, street), "a second time changes nothing")
		changes, err := r.Changes(t.Context(), 0, 100)
		require.NoError(t, err)
		require.Len(t, changes, 18)
		asJSON := exported(t, r, sheet.JSON, fleet.WithPeople)
		require.Equal(t, fleet.Imported{Rows: 18}, imported(t, r, sheet.JSON, asJSON))

		other := open(t, file(t))
		imported(t, other, sheet.JSON, asJSON)
		require.Equal(t, street, exported(t, other, sheet.CSV, fleet.WithPeople))
		require.NoError(t, r.Close())
		r = open(t, source)
		require.True(t, r.Admission(func() time.Time { return epoch }).Hears("home-2", "demo"))
		require.Equal(t, street, exported(t, r, sheet.CSV, fleet.WithPeople))
	})
}

func TestAnImportTakesEffectAtOnce(t *testing.T) {
	r := open(t, file(t))
	imported(t, r, sheet.CSV, street)
	f := func(at string, home1, home2 bool) {
		t.Helper()
		now := func() time.Time { return day(t, at) }
		require.Equal(t, home1, r.Admission(now).Hears("home-1", "demo"))
		require.Equal(t, home2, r.Admission(now).Hears("home-2", "demo"))
	}
	f("2024-12-31", false, false)
	f("2026-05-03", true, true)
	f("2026-05-04", false, true)
	imported(t, r, sheet.CSV, head+"member,demo,,home-1,,,,,,,2025-01-01T00:00:00Z,2026-01-01T00:00:00Z\n")
	f("2026-05-03", false, true)
	g := func(site energy.SiteID, group energy.PlantID, hears bool) {
		t.Helper()
		require.Equal(t, hears, r.Admission(func() time.Time { return epoch }).Hears(site, group))
	}
	imported(t, r, sheet.CSV, head+"group,night,tariff,,,,,,,,2025-01-01T00:00:00Z,\nmember,night,,home-1,,,,,,,2025-01-01T00:00:00Z,\n")
	g("home-1", "feeder-7", true) // a programme may ask for something of its homes
	g("home-1", "trafo-1", true)
	g("home-2", "feeder-7", false)
	g("home-1", "night", false) // nobody dispatches a tariff
}

func day(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := fleet.ParseTime(s)
	require.NoError(t, err)
	return at
}

// TestEveryBadRowIsNamedAndNoneIsApplied: line, column, value and way out of
// each, and the registry as it was.
func TestEveryBadRowIsNamedAndNoneIsApplied(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r := open(t, source)
		imported(t, r, sheet.CSV, street)
		before := exported(t, r, sheet.CSV, fleet.WithPeople)
		f := func(rows string, want ...string) {
			t.Helper()
			good := "site,,,home-9,,,,,,,,\n"
			_, err := r.Import(t.Context(), sheet.CSV, strings.NewReader(head+good+rows), epoch)
			require.Equal(t, fault.Invalid, fault.KindOf(err), err)
			got := fleet.FlawsOf(err)
			require.Len(t, got, len(want), "%v", got)
			for i, flaw := range got {
				require.Equal(t, want[i], fmt.Sprintf("%d %s %s: %s", flaw.Line, flaw.Column, flaw.Value, flaw.Reason))
				require.NotEmpty(t, flaw.Hint)
			}
			require.Equal(t, before, exported(t, r, sheet.CSV, fleet.WithPeople))
		}
		f("house,,,x,,,,,,,,\nsite,,,a/b,,,,,,,,\nsite,,,,,,,,,,,\n",
			"3 record house: no such record", "4 site a/b: it is no id", "5 site : it is empty")
		f("site,,,home-8\n", "3  : it has 4 fields")
		f("site,,,home-8,,,,5,,,soon,\n", "3 value 5: a site has none")
		f("site,,,home-8,,,,,,,soon,\nsite,,,home-7,,,,,,,,\nsite,,,home-7,,,,,,,,\n",
			"3 from soon: it is no time", "5 site home-7: it is on line 4 too")
		f("group,g,street,,,,,,,,,\ngroup,demo,tariff,,,,,,,,,\n", "3 kind street: no such kind of group", "4 kind tariff: the group demo is a plant already")
		f("member,demo,,home-7,,,,,,,2026-01-01,\nmember,nowhere,,home-1,,,,,,,2026-01-01,\n",
			"3 site home-7: no such site", "4 group nowhere: no such group")
		f("member,demo,,home-1,,,,,,,2026-05-01,\n", "3 from 2026-05-01T00:00:00Z: it overlaps what is registered 2025-01-01T00:00:00Z to 2026-05-03T12:00:00Z")
		f("member,demo,,home-9,,,,,,,2026-05-01,\nmember,demo,,home-9,,,,,,,2026-04-01,2026-05-02\n",
			"4 from 2026-04-01T00:00:00Z: it overlaps line 3")
		f("member,demo,,home-9,,,,,,,2026-05-01,2026-05-01\n", "3 to 2026-05-01: it is not after from")
		f("part,feeder-7,,,trafo-1,,,,,,2026-05-01,\n",
			"3 part trafo-1: the group would be inside itself: feeder-7 > trafo-1 > feeder-7 at 2026-05-01T00:00:00Z")
		f("device,,inverter,home-1,,inverter,,,,,2026-01-01,2026-02-01\ndevice,,toaster,home-1,,x,,,,,2026-01-01,\n",
			"3 from 2026-01-01T00:00:00Z: it overlaps what is registered 2025-01-01T00:00:00Z to 2026-02-01T00:00:00Z",
			"4 kind toaster: no such kind of device")
		f("fact,,,home-1,,inverter,maker,X,installer,2025-01-01,2025-01-01,\nfact,,,home-1,,meter,maker,X,installer,,2025-01-01,\n"+
			"fact,,,home-1,,inverter,rated_power_w,-3,x,,2026-02-01,\n",
			"3 stated 2025-01-01T00:00:00Z: the source has stated it later, at 2025-01-02T00:00:00Z", "4 device meter: no such device is fitted from then on",
			"5 value -3: want a number above 0 and at most 1e+09")
		f("limit,demo,,home-1,,,export_kw,1,,,2025-01-01,\nlimit,,,home-1,,,export_kw,NaN,,,2027-01-01,\nlimit,demo,,,,,switching_per_min,1.5,,,2027-01-01,\n",
			"3 group demo: a limit sits at one node", "4 value NaN: want a number from 0 to 1e+09", "5 value 1.5: want a whole number of homes")
		f("person,,,home-7,,,name,Secret,,,,\nperson,,,home-1,,,shoes,Secret,,,,\n", "3 site home-7: no such site", "4 name shoes: no such detail")
		f("site,,,\"home\n", "3  : extraneous or missing \" in quoted-field")
	})
}

func TestAFileThatIsNoSheetIsNamedSo(t *testing.T) {
	r := open(t, file(t))
	f := func(format sheet.Format, text string, line int, reason string) {
		t.Helper()
		_, err := r.Import(t.Context(), format, strings.NewReader(text), epoch)
		require.Equal(t, fault.Invalid, fault.KindOf(err), err)
		flaws := fleet.FlawsOf(err)
		require.NotEmpty(t, flaws)
		require.Equal(t, line, flaws[0].Line)
		require.Contains(t, flaws[0].Error(), reason)
	}
	f(sheet.CSV, "", 1, "the file is empty")
	f(sheet.CSV, "record;site\nsite;home-1\n", 1, "no such column")
	f(sheet.CSV, "site\nhome-1\n", 1, "the column is missing")
	f(sheet.CSV, "record,site,site\n", 1, "twice")
	f(sheet.JSON, "", 1, "EOF")
	f(sheet.JSON, `{"record":"site"}`, 1, "it is no array")
	f(sheet.JSON, "[\n{\"record\":\"site\",\n\"site\":\"home-1\"},\n\n{\"record\":\"site\",\"sight\":\"home-2\"}]", 5, "no such column")
	f(sheet.JSON, "[\n7]", 2, "it is no object")
	f(sheet.JSON, "[\n{\"record\":\"site\",\"site\":true}]", 2, "neither a text nor a number")
	f(sheet.JSON, "[\n{\"record\":\"site\",\n", 2, "EOF")
	f(sheet.JSON, "[]\n[]", 2, "more follows")
}

func TestASpreadsheetsFileIsTaken(t *testing.T) {
	r := open(t, file(t))
	imported(t, r, sheet.CSV, "\uFEFFSite,Record\r\n home-1 ,site\r\n")
	imported(t, r, sheet.JSON, `[{"record":"group","group":"g","kind":"zone"},{"record":"limit","group":"g","name":"import_kw","value":11,"from":"2026-01-01"}]`)
	require.Contains(t, exported(t, r, sheet.CSV, fleet.WithoutPeople), "limit,g,,,,,import_kw,11,,,2026-01-01T00:00:00Z,\n")
}
