package main

import (
	"bytes"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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

func TestASoakThatCannotBeIsRefused(t *testing.T) {
	c := root()
	c.SetArgs([]string{"soak", "--homes", "0"})
	c.SetOut(new(bytes.Buffer))
	c.SetErr(new(bytes.Buffer))
	require.ErrorContains(t, c.ExecuteContext(t.Context()), "want at least one home")
}
