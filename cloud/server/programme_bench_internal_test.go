package server

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// BenchmarkProgrammeTick is what a second costs while a call has all homes of a plant,
// and what it costs while nothing runs. What the plant itself does is not in it.
func BenchmarkProgrammeTick(b *testing.B) {
	const homes = 10_000
	c := Defaults()
	c.StateDir, c.MQTT = b.TempDir(), "127.0.0.1:0"
	stores, err := openStores(b.Context(), c)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, stores.close()) })
	r, err := newRoad(b.Context(), c, stores, slog.New(slog.DiscardHandler))
	require.NoError(b, err)
	now := time.Now()
	var rows strings.Builder
	rows.WriteString("record,group,kind,site,part,device,name,value,source,stated,from,to\ngroup,north,zone,,,,,,,,2025-01-01T00:00:00Z,\n")
	for _, limit := range []string{"import_kw", "export_kw", "ramp_kw_per_min"} {
		fmt.Fprintf(&rows, "limit,north,,,,,%s,1000000,,,2025-01-01T00:00:00Z,\n", limit)
	}
	sites := make([]energy.SiteID, homes)
	for i := range sites {
		sites[i] = energy.SiteID(fmt.Sprintf("home-%05d", i))
		fmt.Fprintf(&rows, "site,,,%s,,,,,,,2025-01-01T00:00:00Z,\nmember,demo,,%s,,,,,,,2025-01-02T00:00:00Z,\nmember,north,,%s,,,,,,,2025-01-02T00:00:00Z,\n", sites[i], sites[i], sites[i])
	}
	_, err = r.registry.Import(b.Context(), sheet.CSV, strings.NewReader(rows.String()), now)
	require.NoError(b, err)
	r.members.readAll(now)
	r.estimates.moved(Moved{All: true})
	p := r.programmes
	p.clock = func() time.Time { return now }
	speak := func(seq uint64) {
		now = now.Add(time.Second)
		for _, site := range sites {
			r.twins.Presence(wire.Presence{Site: site, Boot: 1, Online: true, MaxLease: time.Minute}, now)
			r.twins.Batch(wire.Batch{Site: site, Boot: 1, Reports: []energy.Report{{Seq: seq, Decision: energy.Decision{State: energy.Autonomous}, Snapshot: energy.Snapshot{
				At: now, Load: energy.Read(energy.Watts(-500), now), Battery: energy.Read(energy.Watts(0), now), Grid: energy.Read(energy.Watts(-500), now),
				SoC: energy.Read(energy.Ratio(0.5), now), Capacity: energy.Read(energy.WattHours(10_000), now),
				MaxCharge: energy.Read(energy.Watts(5000), now), MaxDischarge: energy.Read(energy.Watts(5000), now),
			}}}}, now)
		}
		r.estimates.pass(now)
		require.NoError(b, p.caps.read(b.Context(), now))
	}
	speak(1)
	b.Run("nothing runs", func(b *testing.B) {
		for b.Loop() {
			p.tick(now, func(*engine) {})
		}
	})
	_, err = p.Enrol(b.Context(), "emergency-backstop", api.EnrolRequest{Sites: sites, Power: 5000}, "anna")
	require.NoError(b, err)
	request := api.CallRequest{ID: "all", Programme: "emergency-backstop", Node: "demo", Purpose: "test", Start: now, End: now.Add(4 * time.Hour), Up: 1e6, Least: 0.5}
	b.Run("dry run", func(b *testing.B) {
		for b.Loop() {
			_, err := p.DryRun(b.Context(), request, "anna")
			require.NoError(b, err)
		}
	})
	_, err = p.Propose(b.Context(), request, "anna")
	require.NoError(b, err)
	b.Run("all run", func(b *testing.B) {
		seq := uint64(1)
		var out *programme.Outcome
		for b.Loop() {
			b.StopTimer()
			seq++
			speak(seq)
			b.StartTimer()
			p.tick(now, func(*engine) {})
			out = p.outcome.Load()
		}
		require.Len(b, out.Targets[0].Parts, homes)
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/homes, "ns/home")
	})
}
