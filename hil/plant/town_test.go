package plant_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/plant"
)

func story(t *testing.T, seed uint64) (out []plant.State) {
	in := town(t, seed)
	for home := range uint64(5) {
		_, err := in.Add(plant.Draw(seed*100 + home))
		require.NoError(t, err)
	}
	for minute := range 24 * 60 {
		in.Homes()[0].SetBattery(2000)
		if minute%90 > 45 {
			in.Homes()[0].Release()
		}
		in.Step(time.Minute)
		for _, h := range in.Homes() {
			out = append(out, h.State())
		}
	}
	return out
}

func TestTheSameSeedTellsTheSameStory(t *testing.T) {
	require.Equal(t, story(t, 4), story(t, 4))
	require.NotEqual(t, story(t, 4), story(t, 5))
}

func TestSunFollowsPlaceAndSeason(t *testing.T) {
	yield := func(latitude plant.Degrees, at time.Time) (wh float64) {
		in, err := plant.NewTown(plant.Config{Seed: 2, Start: at, Latitude: latitude})
		require.NoError(t, err)
		spec := plant.Draw(1)
		spec.PVPeak, spec.Tilt, spec.Azimuth, spec.ShadeHeight = 5000, 30, 180, 0
		h := home(t, in, spec)
		for range 10 * 24 * 60 {
			in.Step(time.Minute)
			wh += float64(h.State().PV) / 600
			if hour := in.Now().Hour(); hour < 2 || hour > 22 {
				require.Zero(t, h.State().PV, "night at %v", in.Now())
			}
		}
		return wh
	}
	summer := yield(48, start)
	winter := yield(48, start.AddDate(0, 6, 0))
	require.Greater(t, summer, 2*winter)
	require.True(t, summer > 5000*2.5 && summer < 5000*7.5, "%v Wh a day", summer)
}

func BenchmarkHomeStep(b *testing.B) {
	in := town(b, 1)
	for seed := range uint64(1000) {
		home(b, in, plant.Draw(seed))
	}
	b.ReportAllocs()
	for b.Loop() {
		in.Step(time.Second)
	}
	b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "home-steps/s")
}
