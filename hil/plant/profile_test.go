package plant_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func TestReplayKeepsTheTimeOfDay(t *testing.T) {
	rows := "t_s,load_w\n"
	for _, row := range []string{"0,-100", "21600,-200", "43200,-300", "64800,-400"} {
		rows += row + "\n"
	}
	p, err := plant.ReadProfile("day", strings.NewReader(rows))
	require.NoError(t, err)
	spec := steady(0, 0)
	spec.LoadReplay = &plant.Replay{Profile: p}
	in := town(t, 1)
	h := home(t, in, spec)
	for _, want := range []energy.Watts{-100, -200, -300, -400, -100, -200} {
		in.Step(3 * time.Hour)
		require.Equal(t, want, h.State().Load, "%v", in.Now())
		in.Step(3 * time.Hour)
	}
}

func TestReplayKeepsTheTimeOfDayFromNoonOn(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("t_s,load_w\n")
	for hour := range 72 {
		fmt.Fprintf(&rows, "%d,-%d\n", hour*3600, hour)
	}
	p, err := plant.ReadProfile("days", strings.NewReader(rows.String()))
	require.NoError(t, err)
	in, err := plant.NewTown(plant.Config{Seed: 1, Start: start.Add(12 * time.Hour)})
	require.NoError(t, err)
	spec := steady(0, 0)
	spec.LoadReplay = &plant.Replay{Profile: p}
	h := home(t, in, spec)
	for hour := 13; hour < 150; hour++ {
		in.Step(time.Hour)
		require.Equal(t, energy.Watts(-(hour % 72)), h.State().Load, "%v", in.Now())
	}
}

func TestUnplayableReplayIsRefused(t *testing.T) {
	spec := steady(0, 0)
	spec.LoadReplay = &plant.Replay{Profile: &plant.Profile{}}
	_, err := town(t, 1).Add(spec)
	require.ErrorContains(t, err, "replay")
}

func TestProfileRefusesWithTheLine(t *testing.T) {
	refused := func(text, line, about string) {
		t.Helper()
		_, err := plant.ReadProfile("x.csv", strings.NewReader(text))
		require.Equal(t, fault.Corrupt, fault.KindOf(err))
		require.ErrorContains(t, err, "x.csv:"+line+":")
		require.ErrorContains(t, err, about)
	}
	refused("", "1", "EOF")
	refused("a,b\n", "1", "unknown header")
	refused("t_s,load_w\n0,1\n", "3", "fewer than two rows")
	refused("t_s,load_w\n0,\n", "2", "not a power")
	refused("t_s,load_w\n0,1\n0,2\n", "3", "does not rise")
	refused("t_s,load_w\n0,1\n60,2\n180,2\n", "4", "among steps")
	refused("t_s,load_w\n0,NaN\n", "2", "not a power")
	refused("measured_on,ac_power__1\nyesterday,1\n", "2", "is not like")
	refused("measured_on,ac_power__1\n2000-01-01 00:00:00Z,1\n2900-01-01 00:00:00Z,1\n", "3", "after the first")
	refused("minute,p_kw\n6000000,1\n", "2", "not a number")
}

func TestDirectoryOfProfilesIsCast(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	put("a.csv", "t_s,load_w\n0,-500\n43200,-700\n")
	put("b.csv", "t_s,pv_ratio\n0,0\n43200,0.5\n")
	put("SOURCE.txt", "passed over")
	all, err := plant.LoadProfiles(dir)
	require.NoError(t, err)
	require.Len(t, all.Load, 1)
	require.Len(t, all.PV, 1)
	spec := all.Cast(plant.Draw(9))
	in := town(t, 1)
	h := home(t, in, spec)
	in.Step(18 * time.Hour)
	require.Equal(t, energy.Watts(-700), h.State().Load)
	require.InDelta(t, 0.5*float64(spec.PVPeak), float64(h.State().PV), 1)
	_, err = plant.LoadProfiles(t.TempDir())
	require.Equal(t, fault.NotFound, fault.KindOf(err))
}

func TestRecordedProfilesAreUnderstood(t *testing.T) {
	if _, err := os.Stat(data); err != nil {
		t.Skip("no recordings: ", err)
	}
	house, err := plant.LoadProfiles(data + "household_1min_uci")
	require.NoError(t, err)
	require.Len(t, house.Load, 1)
	require.Equal(t, 14, house.Load[0].Days())
	require.Equal(t, float32(-4216), house.Load[0].Samples[0])
	sun, err := plant.LoadProfiles(data + "pv_1min_nrel")
	require.NoError(t, err)
	require.Len(t, sun.PV, 3)
}

func FuzzReadProfile(f *testing.F) {
	f.Add("t_s,load_w\n0,-100\n60,-200\n")
	f.Add("measured_on,ac_power__752\n2022-03-18 04:33:00-07:00,1\n2022-03-18 04:34:00-07:00,2\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := plant.ReadProfile("fuzz", strings.NewReader(text))
		if err != nil {
			return
		}
		require.Positive(t, p.Duration())
		spec := steady(0, 0)
		spec.LoadReplay = &plant.Replay{Profile: p, Offset: -time.Hour}
		in := town(t, 1)
		h := home(t, in, spec)
		in.Step(time.Minute)
		require.True(t, energy.IsFinite(h.State().Load))
	})
}
