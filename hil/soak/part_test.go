package soak_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/soak"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// A year may be lived in pieces: homes know nothing of each other.
func TestPartsAddUpToTheWhole(t *testing.T) {
	c := soak.Config{Homes: 4, Only: soak.All, For: 2 * time.Hour, Seed: 4, Maker: maker(1)}
	whole := run(t, c)
	require.NotEmpty(t, whole.Breaches)
	var breaches []soak.Breach
	var lived time.Duration
	var digest uint64
	f := func(first, count, homes int) {
		t.Helper()
		c.First, c.Count = first, count
		part := run(t, c)
		require.Equal(t, homes, part.Homes)
		breaches, lived, digest = append(breaches, part.Breaches...), lived+part.Lived, digest+part.Digest
	}
	f(0, 1, 1)
	f(1, 2, 2)
	f(3, 0, 1)
	require.Equal(t, whole.Breaches, breaches)
	require.Equal(t, whole.Lived, lived)
	require.Equal(t, whole.Digest, digest)
}

func TestPartsThatAreNotThereAreRefused(t *testing.T) {
	f := func(first, count, only int) {
		t.Helper()
		_, err := soak.Run(t.Context(), soak.Config{Homes: 4, First: first, Count: count, Only: only, For: time.Hour})
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
	f(4, 0, soak.All)
	f(-1, 0, soak.All)
	f(0, -1, soak.All)
	f(2, 3, soak.All)
	f(1, 1, 1)
}

// Each breach is told when it is seen, and each home when it has ended.
func TestWhatBecomesOfHomesIsTold(t *testing.T) {
	var told []soak.News
	c := soak.Config{Homes: 3, Only: soak.All, For: 3 * time.Hour, Seed: 4, Maker: maker(1)}
	c.Tell = func(n soak.News) { told = append(told, n) }
	r := run(t, c)
	breaches, ended := 0, 0
	for _, n := range told {
		require.Equal(t, 3, n.Homes)
		if n.Breach != nil {
			breaches++
			require.Contains(t, r.Breaches, *n.Breach)
			require.Contains(t, n.String(), n.Breach.Repro(4))
			continue
		}
		ended++
		require.Equal(t, ended, n.Ended)
		require.Contains(t, n.String(), fmt.Sprintf("%d of 3 homes", ended))
	}
	require.Equal(t, len(r.Breaches), breaches)
	require.Equal(t, 3, ended)
	require.Zero(t, told[len(told)-1].Left)
}

// The last line is all that a run is quoted by.
func TestTheSummaryIsOneLine(t *testing.T) {
	r := run(t, soak.Config{Homes: 4, Only: soak.All, First: 1, For: 3 * time.Hour, Seed: 4, Maker: maker(1)})
	line := r.Summary()
	require.NotContains(t, line, "\n")
	require.Contains(t, line, "3 homes from 1 on, 9 hours of one home")
	require.Contains(t, line, fmt.Sprintf("; %d breaches; seed 4, digest %016x", len(r.Breaches), r.Digest))
	for what, n := range r.Counts {
		if what == "outage" {
			require.Contains(t, line, fmt.Sprintf("%d outages", n))
		}
	}
}
