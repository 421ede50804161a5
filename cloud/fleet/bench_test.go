package fleet_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// BenchmarkFleet imports a fleet of 100,000 homes with 6 relations each into an
// empty registry, and asks it as of a time:
//
//	go test ./cloud/fleet -run '^$' -bench Fleet -benchtime 1x
func BenchmarkFleet(b *testing.B) {
	const homes = 100_000
	shared.fsync = "on"
	file := city(homes)
	b.Run("sqlite", func(b *testing.B) { benchFleet(b, filepath.Join(b.TempDir(), "fleet.db"), file, homes) })
	b.Run("postgres", func(b *testing.B) { benchFleet(b, shared.database(b), file, homes) })
}

// city is a file of homes, each in a feeder, a zone, a plant, a programme, a
// tariff and a firmware group, feeders in transformers.
func city(homes int) []byte {
	var out bytes.Buffer
	out.WriteString(head)
	kinds := map[string]int{"feeder": 100, "zone": 1000, "plant": 10_000, "programme": 25_000, "tariff": 20_000, "firmware": 50_000}
	for kind, size := range kinds {
		for n := range homes / size {
			fmt.Fprintf(&out, "group,%s-%d,%s,,,,,,,,,\n", kind, n, kind)
			if kind == "feeder" && n%20 == 0 {
				fmt.Fprintf(&out, "group,trafo-%d,transformer,,,,,,,,,\n", n/20)
			}
			if kind == "feeder" {
				fmt.Fprintf(&out, "part,trafo-%d,,,%s-%d,,,,,,2026-01-01,\n", n/20, kind, n)
			}
		}
	}
	for i := range homes {
		fmt.Fprintf(&out, "site,,,home-%06d,,,,,,,,\n", i)
		for kind, size := range kinds {
			fmt.Fprintf(&out, "member,%s-%d,,home-%06d,,,,,,,2026-01-01,\n", kind, i/size, i)
		}
	}
	return out.Bytes()
}

func benchFleet(b *testing.B, source string, file []byte, homes int) {
	for range b.N {
		r := open(b, source)
		began := time.Now()
		waited := beside(b, r)
		done, err := r.Import(b.Context(), sheet.CSV, bytes.NewReader(file), epoch)
		require.NoError(b, err)
		b.ReportMetric(time.Since(began).Seconds(), "s/import")
		b.ReportMetric(waited().Seconds(), "s/longest-wait-of-others")
		b.ReportMetric(float64(done.Changed)/time.Since(began).Seconds(), "rows/s")
		ask := func(unit string, times int, do func(i int) (int, error), want int) {
			began := time.Now()
			for i := range times {
				n, err := do(i)
				require.NoError(b, err)
				require.Equal(b, want, n)
			}
			b.ReportMetric(float64(time.Since(began).Microseconds())/float64(times), unit)
		}
		at := day(b, "2026-05-03")
		ask("µs/members-of-10000", 20, func(i int) (int, error) {
			ids, err := r.Members(b.Context(), asset.GroupID(fmt.Sprintf("plant-%d", i%10)), at)
			return len(ids), err
		}, 10_000)
		ask("µs/below-2000", 50, func(i int) (int, error) {
			ids, err := r.Below(b.Context(), asset.GroupID(fmt.Sprintf("trafo-%d", i)), at)
			return len(ids), err
		}, 2000)
		ask("µs/groups-of-home", 1000, func(i int) (int, error) {
			groups, err := r.GroupsOf(b.Context(), energy.SiteID(fmt.Sprintf("home-%06d", i*97%homes)), at)
			return len(groups), err
		}, 6)
		began = time.Now()
		var out bytes.Buffer
		require.NoError(b, r.Export(b.Context(), sheet.CSV, &out, fleet.WithoutPeople))
		b.ReportMetric(time.Since(began).Seconds(), "s/export")
		began = time.Now()
		again, err := r.Import(b.Context(), sheet.CSV, bytes.NewReader(out.Bytes()), epoch)
		require.NoError(b, err)
		require.Zero(b, again.Changed)
		b.ReportMetric(time.Since(began).Seconds(), "s/import-again")
		require.NoError(b, r.Close())
		began = time.Now()
		r = open(b, source)
		b.ReportMetric(time.Since(began).Seconds(), "s/open")
		require.NoError(b, r.Close())
	}
}

// beside has somebody else write until it is asked for the longest that one write
// took.
func beside(b *testing.B, r *fleet.Registry) func() time.Duration {
	stop, longest := make(chan struct{}), make(chan time.Duration)
	go func() {
		var most time.Duration
		for n := 0; ; n++ {
			began := time.Now()
			require.NoError(b, r.AddSite(b.Context(), energy.SiteID(fmt.Sprintf("other-%d", n)), epoch))
			most = max(most, time.Since(began))
			select {
			case <-stop:
				longest <- most
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() time.Duration { close(stop); return <-longest }
}

// BenchmarkSmallImport is what a file of two rows costs in a fleet of 100,000 homes.
func BenchmarkSmallImport(b *testing.B) {
	shared.fsync = "on"
	file := city(100_000)
	f := func(b *testing.B, source string) {
		r := open(b, source)
		_, err := r.Import(b.Context(), sheet.CSV, bytes.NewReader(file), epoch)
		require.NoError(b, err)
		n := 0
		for b.Loop() {
			n++
			small := fmt.Sprintf(head+"site,,,late-%d,,,,,,,,\nmember,plant-1,,late-%d,,,,,,,2026-01-01,\n", n, n)
			done, err := r.Import(b.Context(), sheet.CSV, strings.NewReader(small), epoch)
			require.NoError(b, err)
			require.Equal(b, 2, done.Changed)
		}
	}
	b.Run("sqlite", func(b *testing.B) { f(b, filepath.Join(b.TempDir(), "fleet.db")) })
	b.Run("postgres", func(b *testing.B) { f(b, shared.database(b)) })
}

// BenchmarkPlaces is how long it takes to say where 100,000 homes are.
func BenchmarkPlaces(b *testing.B) {
	r := open(b, filepath.Join(b.TempDir(), "fleet.db"))
	_, err := r.Import(b.Context(), sheet.CSV, bytes.NewReader(city(100_000)), epoch)
	require.NoError(b, err)
	at := day(b, "2026-05-03")
	for b.Loop() {
		require.Len(b, r.Places(at), 100_000)
	}
}
