package e2e_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market/score"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/hil/signal"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// evening is what is simulated of a winter's day.
const evening = 7 * time.Hour

// minutes calls each with the means of every minute of an evening.
func (d *district) minutes(each func(batteries, natural energy.Watts)) {
	d.t.Helper()
	for range int(evening / time.Minute) {
		var batteries, natural energy.Watts
		for range 60 {
			d.step()
			b, n := d.sums()
			batteries, natural = batteries+b/60, natural+n/60
		}
		each(batteries, natural)
	}
}

func builtin(t *testing.T, id programme.ID) programme.Programme {
	t.Helper()
	for _, p := range programme.Builtin() {
		if p.ID == id {
			return p
		}
	}
	t.Fatal("no ", id)
	return programme.Programme{}
}

// TestRow45_AnEveningsPeakIsAFifthLowerInNearlyEveryMinute, by homes of which none is
// called below what its owner keeps. Nothing at home holds them to it here: what they do
// below it is in their own mode.
func TestRow45_AnEveningsPeakIsAFifthLowerInNearlyEveryMinute(t *testing.T) {
	t.Parallel()
	const homes = 40
	var peak energy.Watts
	newDistrict(t, homes).minutes(func(_, natural energy.Watts) { peak = max(peak, natural) })
	limit := 0.8 * peak
	shaving := builtin(t, "feeder-peak")
	shaving.Rules.Import = 0.97 * limit // what the loop needs for loads that leap
	d := newDistrict(t, homes, shaving)
	for i, r := range d.homes { // some have next to nothing above what their owners keep
		r.home.SetSoC(reserve + energy.Ratio(i)/homes/8)
	}
	d.step()
	now := d.town.Now()
	_, err := d.desk.Propose(programme.Request{
		ID: "evening", Programme: shaving.ID, Node: "feeder-7", Purpose: programme.Test, Start: now, End: now.Add(evening + time.Hour), Up: peak - limit + 10_000, Least: 0.5,
	}, "anna", d.facts(), now)
	require.NoError(t, err)
	over, above, out, least := 0, 0, 0, energy.Ratio(1)
	d.minutes(func(batteries, natural energy.Watts) {
		if natural > limit {
			above++
		}
		if natural-batteries > limit {
			over++
		}
		for _, r := range d.homes {
			if d.parts[r.site].Up > 0 {
				least = min(least, r.home.State().SoC)
			} else if r.home.Ordered() {
				out++
			}
		}
	})
	n := int(evening / time.Minute)
	t.Logf("peak %.1f kW, limit %.1f kW: %d of %d minutes were to be shaved, %d were over it, least charge of who is called %.4f", float64(peak)/1000, float64(limit)/1000, above, n, over, least)
	require.Greater(t, above, 5)
	require.LessOrEqual(t, float64(over), 0.01*float64(n))
	require.GreaterOrEqual(t, float64(least), float64(reserve)-0.001)
	require.Zero(t, out, "who is left out is not moved")
}

// TestARegulationCallScoresAsTheMarketAsks on the recorded signal (RegD), and on one as
// slow as RegA, which is made of it.
func TestARegulationCallScoresAsTheMarketAsks(t *testing.T) {
	t.Parallel()
	const file = "../../../shared/data/pjm_regulation_signal/pjm_reg_6h_1s.csv.gz"
	if _, err := os.Stat(file); err != nil {
		t.Skip("the recordings are not here: ", err)
	}
	s, err := signal.Open(file)
	require.NoError(t, err)
	f := func(name string, level func(since time.Duration) float64) {
		t.Helper()
		d := newDistrict(t, 40, builtin(t, "pjm-regulation"))
		d.step()
		now := d.town.Now()
		const assigned = 60_000
		_, err := d.desk.Propose(programme.Request{
			ID: "hour", Programme: "pjm-regulation", Node: "feeder-7", Purpose: programme.Market, Start: now, End: now.Add(2 * time.Hour), Up: assigned, Down: assigned, Least: 1,
		}, "anna", d.facts(), now)
		require.NoError(t, err)
		var asked, did []energy.Reading[energy.Watts]
		const settle, scored, tail = 60, 20 * 60, 60 // s
		for i := range settle + scored + tail {
			v := level(time.Duration(i-i%2) * time.Second) // the operator's cadence of 2 s
			d.level = &programme.Level{Value: v, At: d.town.Now()}
			d.step()
			batteries, _ := d.sums()
			if i < settle || i%10 != 0 {
				continue
			}
			if i < settle+scored {
				asked = append(asked, energy.Read(energy.Watts(v*assigned), d.town.Now()))
			}
			did = append(did, energy.Read(batteries, d.town.Now()))
		}
		hour, err := score.Regulate(score.Regulation{Assigned: assigned, Signal: asked, Response: did})
		require.NoError(t, err)
		t.Logf("%s: %.4f %+v", name, hour.Total, hour.Score)
		require.GreaterOrEqual(t, float64(hour.Total), 0.9, name)
	}
	f("RegD", s.Level)
	var slow float64
	f("RegA", func(since time.Duration) float64 {
		if since == 0 {
			slow = s.Level(0)
		}
		slow += (s.Level(since) - slow) / 150
		return slow
	})
}
