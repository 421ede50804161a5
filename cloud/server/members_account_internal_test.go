package server

import (
	"bytes"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch/fair"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
)

// TestWhatHomesGaveOutlivesTheProcess: it is written down when the process ends, and a
// plant that starts goes on with it; what is damaged is said, and all begin as equals.
func TestWhatHomesGaveOutlivesTheProcess(t *testing.T) {
	var told bytes.Buffer
	key, err := dispatchkey.New()
	require.NoError(t, err)
	a := accounts{dir: t.TempDir() + "/accounts", log: slog.New(slog.NewTextHandler(&told, nil))}
	begin := func() *dispatch.Plant {
		a.made = nil
		c := dispatch.DefaultConfig("p")
		c.Account = a.recall("p")
		p, err := dispatch.New(c, nil, nil, key, time.Now, a.log)
		require.NoError(t, err)
		a.add("p", p)
		return p
	}
	require.Equal(t, fair.Standing{Tilt: 1}, begin().Account().Standing("home-1"))
	require.Empty(t, told.String())

	gave := &fair.Account{}
	gave.Note(time.Now(), []fair.Use{{Site: "home-1", Given: 9000, Had: 5000}, {Site: "home-2", Given: 1000, Had: 5000}})
	require.NoError(t, a.write("p", gave))
	p := begin()
	require.Equal(t, gave.Standing("home-1"), p.Account().Standing("home-1"))
	require.NoError(t, os.Remove(a.path("p")))
	a.keep()
	require.Equal(t, gave.Standing("home-2"), a.recall("p").Standing("home-2"), "of one that has run already")
	require.Equal(t, gave.Standing("home-2"), begin().Account().Standing("home-2"))

	require.NoError(t, os.WriteFile(a.path("p"), []byte(`{"version":1,"homes":[{"site":"home-1","given_wh":-4}]}`), 0o600))
	require.Equal(t, fair.Standing{Tilt: 1}, begin().Account().Standing("home-1"))
	require.Contains(t, told.String(), "the account begins anew")
	require.NoError(t, os.Truncate(a.path("p"), mostAccount+1))
	require.Equal(t, fair.Standing{Tilt: 1}, begin().Account().Standing("home-1"))
}
