package fleet_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// TestRow12_TheDeviceOfThenIsShown is row 12 of the mission: an exchanged inverter has
// the id of the one before it, and each is shown in its time.
func TestRow12_TheDeviceOfThenIsShown(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r := open(t, source)
		imported(t, r, sheet.CSV, street)
		f := func(at string, maker ...string) {
			t.Helper()
			devices, err := r.Devices(t.Context(), "home-1", day(t, at))
			require.NoError(t, err)
			require.Len(t, devices, len(maker))
			for i, d := range devices {
				require.Equal(t, maker[i], asset.Settle(d.Facts)[0].Value)
			}
		}
		f("2024-12-31")
		f("2025-01-01", "Old & Sons")
		f("2026-01-31T23:59:59.999Z", "Old & Sons")
		f("2026-02-01", `New, "Ltd"`)
		f("2030-01-01", `New, "Ltd"`)
	})
}

// TestRow13_LateFactsAreOfTheWholeFitting is row 13 of the mission for the registry:
// what is registered a day later is known of the time before.
func TestRow13_LateFactsAreOfTheWholeFitting(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r, ctx := open(t, source), t.Context()
		before, late := epoch.Add(-24*time.Hour), epoch
		require.NoError(t, r.AddSite(ctx, "home-1", late))
		require.NoError(t, r.Fit(ctx, "home-1", "pv-1", asset.PV, before))
		require.NoError(t, r.State(ctx, "home-1", "pv-1", asset.Fact{Name: asset.MakerName, Value: "Sun", Source: "installer", Stated: late}))
		devices, err := r.Devices(ctx, "home-1", before)
		require.NoError(t, err)
		require.Equal(t, "Sun", devices[0].Facts[0].Value)
	})
}

// TestRow15_TheLowerOfTwoRatingsIsUsed is row 15 of the mission: both are shown, with
// the rule.
func TestRow15_TheLowerOfTwoRatingsIsUsed(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r, ctx := open(t, source), t.Context()
		require.NoError(t, r.AddSite(ctx, "home-1", epoch))
		require.NoError(t, r.Fit(ctx, "home-1", "battery", asset.Battery, epoch))
		f := func(name asset.FactName, source, value string, hours int, used string, rule asset.Rule, said int) {
			t.Helper()
			stated := epoch.Add(time.Duration(hours) * time.Hour)
			require.NoError(t, r.State(ctx, "home-1", "battery", asset.Fact{Name: name, Value: value, Source: source, Stated: stated}))
			devices, err := r.Devices(ctx, "home-1", epoch)
			require.NoError(t, err)
			for _, s := range asset.Settle(devices[0].Facts) {
				if s.Name == name {
					require.Equal(t, used, s.Value)
					require.Equal(t, rule, s.Rule)
					require.Len(t, s.Said, said)
				}
			}
		}
		f(asset.RatedPower, "installer", "5000", 0, "5000", asset.Only, 1)
		f(asset.RatedPower, "nameplate", "4600", 1, "4600", asset.Lower, 2)
		f(asset.RatedPower, "gateway", "10000", 2, "4600", asset.Lower, 3)
		f(asset.RatedPower, "nameplate", "5000.0", 3, "5000", asset.Lower, 3)
	})
}

// TestRow14_OneHomeInManyViews is row 14 of the mission: a home is in a feeder, a
// tariff, a programme and a firmware group, and the total of each of them, and of
// each whole view, is to 1 W what a flat sum over the homes says that were put
// there; from the database and from memory.
func TestRow14_OneHomeInManyViews(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r := open(t, source)
		power, flat := map[energy.SiteID]float64{}, map[asset.GroupID]float64{}
		var rows strings.Builder
		views := []asset.Kind{asset.Feeder, asset.Tariff, asset.Programme, asset.Firmware}
		for _, view := range views {
			fmt.Fprintf(&rows, "group,all-%s,zone,,,,,,,,,\n", view)
			for n := range 5 {
				fmt.Fprintf(&rows, "group,%s-%d,%s,,,,,,,,,\npart,all-%s,,,%s-%d,,,,,,2026-01-01,\n", view, n, view, view, view, n)
			}
		}
		for i := range 200 {
			id := energy.SiteID(fmt.Sprintf("home-%03d", i))
			power[id] = rand.Float64()*10_000 - 5_000
			fmt.Fprintf(&rows, "site,,,%s,,,,,,,,\n", id)
			for _, view := range views {
				group := asset.GroupID(fmt.Sprintf("%s-%d", view, rand.IntN(5)))
				flat[group] += power[id]
				flat[asset.GroupID("all-"+view)] += power[id]
				fmt.Fprintf(&rows, "member,%s,,%s,,,,,,,2026-01-01,\n", group, id)
			}
		}
		imported(t, r, sheet.CSV, head+rows.String())
		placed := map[asset.GroupID]float64{}
		for _, p := range r.Places(epoch) {
			require.Len(t, p.Groups, 2*len(views), "one of each view, and the whole view")
			for _, g := range p.Groups {
				placed[g.ID] += power[p.Site]
			}
		}
		for group, want := range flat {
			below, err := r.Below(t.Context(), group, epoch)
			require.NoError(t, err)
			require.True(t, slices.IsSorted(below))
			sum := 0.0
			for _, id := range below {
				sum += power[id]
			}
			require.InDelta(t, want, sum, 1, group)
			require.InDelta(t, want, placed[group], 1, group)
		}
		groups, err := r.GroupsOf(t.Context(), "home-007", epoch)
		require.NoError(t, err)
		kinds := map[asset.Kind]int{}
		for _, b := range groups {
			kinds[b.Group.Kind]++
		}
		require.Equal(t, map[asset.Kind]int{asset.Feeder: 1, asset.Tariff: 1, asset.Programme: 1, asset.Firmware: 1}, kinds)
	})
}

func TestAGroupIsNeverInsideItself(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r, ctx := open(t, source), t.Context()
		at := func(hour int) time.Time { return epoch.Add(time.Duration(hour) * time.Hour) }
		for _, id := range []asset.GroupID{"a", "b", "c"} {
			require.NoError(t, r.AddGroup(ctx, id, asset.Zone, epoch))
		}
		require.NoError(t, r.Nest(ctx, "a", "b", at(0)))
		require.NoError(t, r.Nest(ctx, "a", "b", at(1)), "it is")
		require.NoError(t, r.Nest(ctx, "b", "c", at(5)))
		err := r.Nest(ctx, "c", "a", at(0))
		require.Equal(t, fault.Conflict, fault.KindOf(err))
		require.ErrorContains(t, err, "a > b > c > a at "+at(5).UTC().Format(time.RFC3339))
		require.ErrorContains(t, r.Nest(ctx, "a", "a", at(0)), "a > a at ")
		require.NoError(t, r.Unnest(ctx, "a", "b", at(4)))
		require.NoError(t, r.Nest(ctx, "c", "a", at(6)), "a has let b go")
		parts, err := r.Parts(ctx, at(7))
		require.NoError(t, err)
		require.Equal(t, []asset.Part{{Parent: "b", Child: "c", Span: asset.Span{From: at(5)}}, {Parent: "c", Child: "a", Span: asset.Span{From: at(6)}}}, parts)
		require.Equal(t, fault.NotFound, fault.KindOf(r.Unnest(ctx, "a", "b", at(9))))
		require.Equal(t, fault.Invalid, fault.KindOf(r.Unnest(ctx, "c", "a", at(6))))
		require.Equal(t, fault.NotFound, fault.KindOf(r.Nest(ctx, "c", "x", at(6))))
		require.Equal(t, fault.Conflict, fault.KindOf(r.AddGroup(ctx, "a", asset.Plant, at(0))))
		require.Equal(t, fault.Invalid, fault.KindOf(r.AddGroup(ctx, "d", "street", at(0))))
	})
}

func TestLimits_HoldUntilTheNext(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r, ctx := open(t, source), t.Context()
		at := func(hour int) time.Time { return epoch.Add(time.Duration(hour) * time.Hour) }
		require.NoError(t, r.AddSite(ctx, "n", epoch))
		require.NoError(t, r.AddGroup(ctx, "n", asset.Feeder, epoch))
		site, group := asset.SiteNode("n"), asset.GroupNode("n")
		f := func(node asset.Node, hour int, want ...float64) {
			t.Helper()
			got, err := r.Limits(ctx, node, at(hour))
			require.NoError(t, err)
			values := []float64{}
			for _, l := range got {
				values = append(values, l.Value)
			}
			require.Equal(t, append([]float64{}, want...), values)
		}
		require.NoError(t, r.SetLimit(ctx, group, asset.ExportLimit, 11, at(0)))
		require.NoError(t, r.SetLimit(ctx, group, asset.ExportLimit, 11, at(1)))
		require.NoError(t, r.SetLimit(ctx, group, asset.ExportLimit, 0, at(2)))
		require.NoError(t, r.SetLimit(ctx, group, asset.SwitchingLimit, 40, at(0)))
		f(group, -1)
		f(group, 1, 11, 40)
		f(group, 2, 0, 40)
		f(site, 2)
		require.NoError(t, r.EndLimit(ctx, group, asset.SwitchingLimit, at(3)))
		f(group, 3, 0)
		require.Equal(t, fault.NotFound, fault.KindOf(r.EndLimit(ctx, group, asset.SwitchingLimit, at(4))))
		require.Equal(t, fault.Invalid, fault.KindOf(r.EndLimit(ctx, group, asset.ExportLimit, at(2))))
		require.Equal(t, fault.Conflict, fault.KindOf(r.SetLimit(ctx, group, asset.ExportLimit, 5, at(1))))
		require.Equal(t, fault.Invalid, fault.KindOf(r.SetLimit(ctx, group, asset.ExportLimit, -5, at(9))))
		require.Equal(t, fault.NotFound, fault.KindOf(r.SetLimit(ctx, asset.SiteNode("x"), asset.ExportLimit, 5, at(1))))
		require.NoError(t, r.SetLimit(ctx, site, asset.RampLimit, 1.5, at(0)))
		f(site, 2, 1.5)
	})
}

// TestPeopleAreSomewhereElse: not in an export that was not told to have them,
// not in a log, an error or the outbox, and gone from the files when forgotten.
func TestPeopleAreSomewhereElse(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r, ctx := open(t, source), t.Context()
		imported(t, r, sheet.CSV, street)
		who := fleet.Person{Name: "Zaphod Quux", Email: "z@example.org", Address: "1 Long Lane"}
		require.NoError(t, r.SetPerson(ctx, "home-1", who, epoch))
		got, err := r.Person(ctx, "home-1")
		require.NoError(t, err)
		require.Equal(t, who, got)

		var log strings.Builder
		slog.New(slog.NewJSONHandler(&log, nil)).Info("set", "who", who, "them", []fleet.Person{who})
		log.WriteString(fmt.Sprintf("%v %+v %#v %s", who, who, who, who))
		changes, err := r.Changes(ctx, 0, 100)
		require.NoError(t, err)
		log.WriteString(fmt.Sprint(changes))
		err = r.SetPerson(ctx, "home-9", who, epoch)
		require.Equal(t, fault.NotFound, fault.KindOf(err))
		log.WriteString(err.Error())
		_, err = r.Import(ctx, sheet.CSV, strings.NewReader(head+"person,,,home-9,,,name,Zaphod,,,,\nperson,,,home-1,,,name,\"Zaphod\nQuux\",,,,\n"), epoch)
		require.Error(t, err)
		log.WriteString(fmt.Sprint(err, fleet.FlawsOf(err)))
		log.WriteString(exported(t, r, sheet.CSV, fleet.WithoutPeople) + exported(t, r, sheet.JSON, fleet.WithoutPeople))
		require.NotContains(t, log.String(), "Zaphod")
		require.NotContains(t, log.String(), "example.org")
		require.Contains(t, exported(t, r, sheet.CSV, fleet.WithPeople), "Zaphod")

		before := exported(t, r, sheet.CSV, fleet.WithoutPeople)
		require.NoError(t, r.ForgetPerson(ctx, "home-1", epoch))
		_, err = r.Person(ctx, "home-1")
		require.Equal(t, fault.NotFound, fault.KindOf(err))
		require.Equal(t, fault.NotFound, fault.KindOf(r.ForgetPerson(ctx, "home-1", epoch)))
		require.Equal(t, before, exported(t, r, sheet.CSV, fleet.WithPeople))
		if files, err := filepath.Glob(source + "*"); err == nil {
			for _, name := range files {
				bytes, err := os.ReadFile(name)
				require.NoError(t, err)
				require.NotContains(t, string(bytes), "Quux", name)
			}
		}
	})
}
