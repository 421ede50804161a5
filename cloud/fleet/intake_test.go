package fleet_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// town is a file of so many homes that it is put down before it is moved, with
// something of everything.
func town(homes int) string {
	var rows strings.Builder
	rows.WriteString(head + "group,t-plant,plant,,,,,,,,2025-01-01T00:00:00Z,\ngroup,t-zone,zone,,,,,,,,2025-01-01T00:00:00Z,\npart,t-plant,,,t-zone,,,,,,2025-01-01T00:00:00Z,\n")
	for i := range homes {
		id := fmt.Sprintf("t-%05d", i)
		fmt.Fprintf(&rows, "site,,,%s,,,,,,,2025-01-01T00:00:00Z,\nmember,t-zone,,%s,,,,,,,2025-01-01T00:00:00Z,\n", id, id)
		fmt.Fprintf(&rows, "device,,battery,%s,,b,,,,,2025-01-01T00:00:00Z,\nfact,,,%s,,b,rated_power_w,5000,plate,2025-01-01T00:00:00Z,2025-01-01T00:00:00Z,\nlimit,,,%s,,,export_kw,5,,,2025-01-01T00:00:00Z,\n", id, id, id)
	}
	return rows.String()
}

// TestALargeImport_IsAsManySmall: whole, in force at once, exported as it came,
// and again where part of it takes the place of what is there; one line of the
// outbox tells of it. One bad row of ten thousand, and nothing is there.
func TestALargeImport_IsAsManySmall(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		const homes = 2_100
		r, text := open(t, source), town(homes)
		before := exported(t, r, sheet.CSV, fleet.WithPeople)
		_, err := r.Import(t.Context(), sheet.CSV, strings.NewReader(text+"member,nowhere,,t-00000,,,,,,,2025-01-01T00:00:00Z,\n"), epoch)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.Equal(t, before, exported(t, r, sheet.CSV, fleet.WithPeople))

		require.Equal(t, fleet.Imported{Rows: 5*homes + 3, Changed: 5*homes + 3}, imported(t, r, sheet.CSV, text))
		changes, err := r.Changes(t.Context(), 0, 10)
		require.NoError(t, err)
		require.Len(t, changes, 1)
		require.Equal(t, fleet.FleetImported, changes[0].Kind)
		below, err := r.Below(t.Context(), "t-plant", epoch)
		require.NoError(t, err)
		require.Len(t, below, homes)
		require.Len(t, r.Places(epoch), homes)
		require.Equal(t, []string{"t-zone", "t-plant"}, names(r.Place("t-00042", epoch)))
		require.Equal(t, fleet.Imported{Rows: 5*homes + 3}, imported(t, r, sheet.CSV, exported(t, r, sheet.CSV, fleet.WithoutPeople)))

		later := strings.ReplaceAll(strings.ReplaceAll(text, "5000,plate", "4000,plate"), "export_kw,5,", "export_kw,4,") + "person,,,t-00001,,,name,Jo,,,,\n"
		later = strings.ReplaceAll(later, "member,t-zone,,t-", "member,t-plant,,t-")
		later += town(homes + 1700)[len(text):]
		done := imported(t, r, sheet.CSV, later)
		require.Equal(t, 3*homes+1+5*1700, done.Changed)
		limits, err := r.LimitsOver(t.Context(), asset.SiteNode("t-00042"), epoch)
		require.NoError(t, err)
		require.Equal(t, 4.0, limits[0].Value)
		require.NoError(t, r.Close())
		r = open(t, source)
		require.Len(t, r.Places(epoch), homes+1700)
	})
}

// TestAnImport_RestsOnWhatIsSoWhenItIsWritten: of an import and of a write beside
// it that cannot both be, one is refused, whichever comes first.
func TestAnImport_RestsOnWhatIsSoWhenItIsWritten(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r := open(t, source)
		imported(t, r, sheet.CSV, head+"group,g,zone,,,,,,,,,\n")
		for n := range 20 {
			id := energy.SiteID(fmt.Sprintf("home-%d", n))
			require.NoError(t, r.AddSite(t.Context(), id, epoch))
			joined := make(chan error)
			go func() { joined <- r.Join(t.Context(), "g", id, day(t, "2025-12-01")) }()
			_, err := r.Import(t.Context(), sheet.CSV, strings.NewReader(head+"member,g,,"+string(id)+",,,,,,,2026-01-01,\n"), epoch)
			other := <-joined
			require.NotEqual(t, err == nil, other == nil, "%v; %v", err, other)
			if err != nil {
				require.Contains(t, fleet.FlawsOf(err)[0].Reason, "it overlaps what is registered")
			} else {
				require.Equal(t, fault.Conflict, fault.KindOf(other))
			}
		}
	})
}
