package fleet_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// paper is the naive registry: when a home came into a group and when it left,
// in whole days. The last day stands for ever after.
type paper map[[2]string]map[int]int

const days = 8

type stay struct {
	group, site string
	from, to    int // to == days: no end
}

// take writes a file down, or returns false where two of its rows begin alike or
// a home would be in a group twice on one day.
func (p paper) take(file []stay) bool {
	seen := map[stay]bool{}
	for _, s := range file {
		key := [2]string{s.group, s.site}
		if p[key] == nil {
			p[key] = map[int]int{}
		}
		p[key][s.from] = s.to
		if s.to = 0; seen[s] {
			return false
		}
		seen[s] = true
	}
	for key := range p {
		for d := range days {
			if p.count(key, d) > 1 {
				return false
			}
		}
	}
	return true
}

// count returns how many stays there are of a home in a group on a day.
func (p paper) count(key [2]string, d int) (n int) {
	for from, to := range p[key] {
		if from <= d && d < to {
			n++
		}
	}
	return n
}

func date(d int) string { return fmt.Sprintf("2026-03-%02d", d+1) }

// TestImportedSpans_AgreeWithAPaper: any stays that do not overlap are taken, in
// any order and in any number of files, and those that do are refused whole; who
// was where on each day is what the paper says, from the database and from
// memory.
func TestImportedSpans_AgreeWithAPaper(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r := open(t, source)
		runs := 0
		rapid.Check(t, func(rt *rapid.T) {
			runs++
			groups := []string{fmt.Sprintf("plant-%d", runs), fmt.Sprintf("zone-%d", runs)}
			file := head + "group," + groups[0] + ",plant,,,,,,,,,\ngroup," + groups[1] + ",zone,,,,,,,,,\n"
			var sites []string
			for n := range 3 {
				sites = append(sites, fmt.Sprintf("home-%d-%d", runs, n))
				file += "site,,," + sites[n] + ",,,,,,,,\n"
			}
			imported(t, r, sheet.CSV, file)
			book := paper{}
			for range rapid.IntRange(1, 6).Draw(rt, "files") {
				file := rapid.SliceOfN(stays(groups, sites), 1, 4).Draw(rt, "file")
				was := book.copy()
				whole := book.take(file)
				_, err := r.Import(t.Context(), sheet.CSV, strings.NewReader(rows(file)), epoch)
				require.Equal(t, whole, err == nil, "%v: %v", file, err)
				if !whole {
					require.NotEmpty(t, fleet.FlawsOf(err))
					book = was
				}
			}
			agree(t, r, book, groups, sites)
		})
	})
}

func stays(groups, sites []string) *rapid.Generator[stay] {
	return rapid.Custom(func(rt *rapid.T) stay {
		from := rapid.IntRange(0, days-1).Draw(rt, "from")
		return stay{
			group: rapid.SampledFrom(groups).Draw(rt, "group"), site: rapid.SampledFrom(sites).Draw(rt, "site"),
			from: from, to: rapid.IntRange(from+1, days).Draw(rt, "to"),
		}
	})
}

func rows(file []stay) string {
	text := head
	for _, s := range file {
		to := ""
		if s.to < days {
			to = date(s.to)
		}
		text += fmt.Sprintf("member,%s,,%s,,,,,,,%s,%s\n", s.group, s.site, date(s.from), to)
	}
	return text
}

func (p paper) copy() paper {
	c := paper{}
	for key, row := range p {
		c[key] = maps.Clone(row)
	}
	return c
}

// turns tells whether a stay begins or ends on a day: at other times all is as it
// was.
func (p paper) turns(d int) bool {
	for _, row := range p {
		for from, to := range row {
			if from == d || to == d {
				return true
			}
		}
	}
	return false
}

func agree(t *testing.T, r *fleet.Registry, book paper, groups, sites []string) {
	t.Helper()
	for d := range days {
		if d > 0 && !book.turns(d) && !book.turns(d+1) {
			continue
		}
		for _, at := range []time.Time{day(t, date(d)), day(t, date(d)).Add(24*time.Hour - time.Millisecond)} {
			want := map[string][]string{}
			for i, group := range groups {
				var homes []energy.SiteID
				for _, site := range sites {
					in := book.count([2]string{group, site}, d) > 0
					if in {
						homes = append(homes, energy.SiteID(site))
						want[site] = append(want[site], group)
					}
					if i == 0 {
						hears := r.Admission(func() time.Time { return at }).Hears(energy.SiteID(site), energy.PlantID(group))
						require.Equal(t, in, hears)
					}
				}
				got, err := r.Members(t.Context(), asset.GroupID(group), at)
				require.NoError(t, err)
				require.Equal(t, homes, got, "%s on %v", group, at)
			}
			for _, site := range sites {
				require.Equal(t, want[site], names(r.Place(energy.SiteID(site), at)))
				of, err := r.GroupsOf(t.Context(), energy.SiteID(site), at)
				require.NoError(t, err)
				var got []string
				for _, b := range of {
					got = append(got, string(b.Group.ID))
				}
				require.Equal(t, want[site], got)
			}
		}
	}
}
