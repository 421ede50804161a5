package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/hil/scenario"
	"github.com/hearthgrid/hearthgrid/hil/soak"
)

// TestSoak is the short life of a few homes; the command lives a year of 50.
func TestSoak(t *testing.T) {
	r, err := soak.Run(t.Context(), soak.Config{Homes: 6, Only: soak.All, For: 2 * time.Hour, Seed: 1, Maker: makeHome(slog.New(slog.DiscardHandler))})
	require.NoError(t, err)
	var page bytes.Buffer
	r.Write(&page)
	require.Empty(t, r.Breaches, page.String())
	require.Greater(t, r.Commanded, r.Lived/10)
	require.Greater(t, r.Counts["order taken"], 20)
}

// TestFault077_HomesThatAreArmedWellAndBadlyKeepTheirLimits, the same in every run though
// the keys are others, and none responds when no arm is in force.
func TestFault077_HomesThatAreArmedWellAndBadlyKeepTheirLimits(t *testing.T) {
	f := func() soak.Report {
		t.Helper()
		r, err := soak.Run(t.Context(), soak.Config{Homes: 4, Only: soak.All, For: 4 * time.Hour, Seed: 2, Arms: true, Maker: makeHome(slog.New(slog.DiscardHandler))})
		require.NoError(t, err)
		var page bytes.Buffer
		r.Write(&page)
		require.Empty(t, r.Breaches, page.String())
		require.Greater(t, r.Counts["arm taken"], 20)
		require.Positive(t, r.Counts["arm refused unsafe"])
		require.Positive(t, r.Counts["arm refused stale"])
		return r
	}
	require.Equal(t, f().Digest, f().Digest)
}

// What is lived through where nothing is asked for is short: homes go by at 25 hours a
// second, with one slow core, and a build waits.
func TestASoakIsShortByDefault(t *testing.T) {
	f := soakCommand().Flags()
	homes, err := f.GetInt("homes")
	require.NoError(t, err)
	lasts, err := f.GetDuration("for")
	require.NoError(t, err)
	require.LessOrEqual(t, float64(homes)*lasts.Hours()/25, 15.0, "s")
	require.GreaterOrEqual(t, homes, 50)
}

func TestASoakThatCannotBeIsRefused(t *testing.T) {
	c := root()
	c.SetArgs([]string{"soak", "--homes", "0"})
	c.SetOut(new(bytes.Buffer))
	c.SetErr(new(bytes.Buffer))
	require.ErrorContains(t, c.ExecuteContext(t.Context()), "want at least one home")
}

// What is lived depends on the seed alone: not on what runs beside it, nor on how
// busy the machine is.
func TestTheSameSoakIsTheSameToTheLastBit(t *testing.T) {
	f := func(first, count int) uint64 {
		t.Helper()
		c := soak.Config{Homes: 4, Only: soak.All, First: first, Count: count, For: 3 * time.Hour, Seed: 3}
		c.Maker = makeHome(slog.New(slog.DiscardHandler))
		r, err := soak.Run(t.Context(), c)
		require.NoError(t, err)
		require.NotZero(t, r.Commanded)
		return r.Digest
	}
	require.Equal(t, f(0, 0), f(0, 1)+f(1, 3))
}

// BenchmarkPass is one tick of a gateway and its home.
func BenchmarkPass(b *testing.B) {
	f := func(shape device.Shape, units ...uint8) {
		b.Run(shape.String(), func(b *testing.B) {
			town, err := plant.NewTown(plant.Config{Seed: 1, Start: time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC), Latitude: 48})
			require.NoError(b, err)
			home, err := town.Add(plant.Draw(1))
			require.NoError(b, err)
			bank, err := device.New(device.Config{Shape: shape, Serial: "bench", Battery: 5000, PV: 5000}, home, town.Now())
			require.NoError(b, err)
			file := fmt.Sprintf("site = \"bench\"\nstate_dir = \"x\"\ntick_ms = 1000\n[[bus]]\ntcp = \"127.0.0.1:502\"\nunits = [%s]\n[[known]]\nmaker = \"Hearthgrid\"\nmodel = \"*\"\nversion = \"*\"\n", strings.Trim(strings.ReplaceAll(fmt.Sprint(units), " ", ","), "[]"))
			start := scenario.Start{Boot: 1, File: []byte(file), Site: "bench", State: "x", Registers: bank, Units: units, Clock: town.Now}
			gateway, stop, err := makeHome(slog.New(slog.DiscardHandler))(b.Context(), start)
			require.NoError(b, err)
			b.ReportAllocs()
			for b.Loop() {
				town.Step(soak.Tick)
				bank.Tick(town.Now())
				gateway.Pass(b.Context())
			}
			require.NoError(b, stop())
		})
	}
	f(device.Hybrid, device.InverterUnit, device.MeterUnit)
	f(device.ACCoupled, device.InverterUnit, device.StorageUnit, device.MeterUnit)
}

// BenchmarkSoak is three hours of one home, with the gateway's own code.
func BenchmarkSoak(b *testing.B) {
	maker := makeHome(slog.New(slog.DiscardHandler))
	b.ReportAllocs()
	for i := range b.N {
		_, err := soak.Run(b.Context(), soak.Config{Homes: 2, Only: i % 2, For: 3 * time.Hour, Seed: uint64(i / 2), Maker: maker})
		require.NoError(b, err)
	}
}
