package demo_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/demo"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func status() demo.Status {
	var v demo.View
	mean, truth, rate := energy.Watts(-123_456), energy.Watts(-125_000), 512.0
	v.Delivered.MeanW, v.Delivered.IntervalW = &mean, &[2]energy.Watts{-130_000, -120_000}
	v.Coverage.Homes, v.Coverage.Reporting, v.Coverage.Measured = 508, 507, 0.998
	v.Limited = map[string]int{"soc_low": 12, "rating": 3}
	return demo.Status{Cloud: &v, Running: 84 * time.Second, Truth: &truth, PerSecond: &rate}
}

func TestTerminalBlockIsRedrawnInPlaceAndNeverWraps(t *testing.T) {
	f := func(width int) {
		t.Helper()
		var out bytes.Buffer
		screen := demo.NewScreen(&out, func() int { return width })
		screen.Show(0, status())
		rows := strings.Count(out.String(), "\n")
		for row := range strings.SplitSeq(strings.TrimSpace(out.String()), "\n") {
			require.Less(t, utf8.RuneCountInString(strings.TrimPrefix(row, "\x1b[2K")), width)
		}
		out.Reset()
		screen.Show(1, status())
		require.Equal(t, rows, strings.Count(out.String(), "\n"))
		require.True(t, strings.HasPrefix(out.String(), "\x1b[8A"), "goes up over all that was drawn")
	}
	f(40)
	f(80)
	f(200)
}

func TestBlockFitsTheUsualTerminalWhole(t *testing.T) {
	var narrow, wide bytes.Buffer
	demo.NewScreen(&narrow, func() int { return 80 }).Show(0, status())
	demo.NewScreen(&wide, func() int { return 1000 }).Show(0, status())
	require.Equal(t, wide.String(), narrow.String())
}

func TestPlainLinesCarryTheWholeStatus(t *testing.T) {
	var out bytes.Buffer
	screen := demo.NewScreen(&out, nil)
	for n := range 11 {
		screen.Show(n, status())
	}
	require.Equal(t, 2, strings.Count(out.String(), "\n"), "one line each ten seconds")
	for _, want := range []string{"nothing asked", "123.5 kW charging", "507 of 508", "nothing read yet", "12 soc_low", "512 messages/s"} {
		require.Contains(t, out.String(), want)
	}
	require.NotContains(t, out.String(), "\x1b")
}

func TestWhatNobodyKnowsIsNotShownAsZero(t *testing.T) {
	f := func(st demo.Status, want ...string) {
		t.Helper()
		var plain, block bytes.Buffer
		demo.NewScreen(&plain, nil).Show(0, st)
		demo.NewScreen(&block, func() int { return 80 }).Show(0, st)
		for _, w := range want {
			require.Contains(t, plain.String(), w)
			require.Contains(t, block.String(), w)
		}
		require.NotContains(t, plain.String()+block.String(), "0 W")
	}
	f(demo.Status{}, "the cloud says nothing", "in truth unknown")
	f(demo.Status{Cloud: &demo.View{}}, "nothing asked", "delivered", "unknown")
}
