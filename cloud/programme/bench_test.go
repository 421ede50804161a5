package programme_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// market is a desk with n homes in three regions, of which three programmes have
// claimed: one follows a signal, one the time, one stands by.
func market(b *testing.B, n int) (*programme.Desk, *programme.Facts) {
	desk, err := programme.New(programme.DefaultConfig(), &tape{}, nil, slog.New(slog.DiscardHandler))
	require.NoError(b, err)
	f := &programme.Facts{Homes: map[energy.SiteID]*programme.Home{}, Caps: map[programme.Region]programme.Cap{}, Levels: map[programme.ID]programme.Level{}}
	var list []programme.Enrolment
	for i := range n {
		h := &programme.Home{Site: energy.SiteID(fmt.Sprint("home-", i)), Region: regions[i%3], Nodes: []programme.Node{"city"}, Ready: true, Up: 5 * kW, Down: 5 * kW, Size: 10_000, Stored: 8000}
		f.Homes[h.Site] = h
		for _, p := range modelProgrammes {
			list = append(list, programme.Enrolment{Programme: p.ID, Site: h.Site, From: monday, Power: 5 * kW})
		}
	}
	for _, p := range modelProgrammes {
		require.NoError(b, desk.Define(p, "anna", monday))
	}
	require.NoError(b, desk.Enrol(list, "anna", monday))
	for _, r := range regions[:3] {
		f.Caps[r] = programme.Cap{Most: energy.Watts(n) * kW, Rate: 1e6, Read: monday}
	}
	return desk, f
}

func ask(id string, n int) programme.Request {
	r := programme.Request{ID: programme.CallID("call-" + id), Programme: programme.ID(id), Node: "city", Purpose: programme.Market, Start: monday, End: monday.Add(2 * time.Hour), Up: energy.Watts(n) * 200}
	if id == "signal" || id == "droop" {
		r.Down = r.Up
	}
	return r
}

func BenchmarkTick(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			desk, f := market(b, n)
			for _, id := range []string{"signal", "evening", "droop"} {
				_, err := desk.Propose(ask(id, n), "anna", f, monday)
				require.NoError(b, err)
				_ = desk.Approve(programme.CallID("call-"+id), "bert", monday)
			}
			f.Levels["signal"] = programme.Level{Value: 0.5, At: monday}
			b.ReportAllocs()
			for b.Loop() {
				out, err := desk.Tick(f, monday.Add(time.Second))
				require.NoError(b, err)
				require.Len(b, out.Calls, 3)
			}
		})
	}
}

func BenchmarkDryRun(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			desk, f := market(b, n)
			_, err := desk.Propose(ask("signal", n), "anna", f, monday)
			require.NoError(b, err)
			for b.Loop() {
				require.Empty(b, desk.DryRun(ask("evening", n), "anna", f, monday).Refused)
			}
		})
	}
}
