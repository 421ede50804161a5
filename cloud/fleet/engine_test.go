package fleet_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// hurried does not wait for another process.
func hurried(source string) fleet.Config {
	c := fleet.Defaults(source)
	c.Busy = 10 * time.Millisecond
	return c
}

// TestOpen_OfOneThatAnotherHasIsBusy and not corrupt: nobody is sent to look for
// a backup.
func TestOpen_OfOneThatAnotherHasIsBusy(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "fleet.db")
		other, err := sql.Open("sqlite", "file:"+path+"?_pragma=locking_mode(EXCLUSIVE)&_txlock=exclusive")
		require.NoError(t, err)
		defer other.Close()
		tx, err := other.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		defer tx.Rollback()
		_, err = hurried(path).Open()
		require.Equal(t, fault.Busy, fault.KindOf(err), err)
		require.ErrorContains(t, err, path)
		require.NotContains(t, err.Error(), "backup")
	})
	t.Run("postgres", func(t *testing.T) {
		source := shared.database(t)
		r := open(t, source)
		_, err := hurried(source).Open()
		require.Equal(t, fault.Busy, fault.KindOf(err), err)
		require.NotContains(t, err.Error(), "backup")
		require.NoError(t, r.AddSite(t.Context(), "home-1", epoch), "the one that has it goes on")
	})
}

// TestAWriteToAFileThatAnotherLockedIsBusy and done when asked again.
func TestAWriteToAFileThatAnotherLockedIsBusy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fleet.db")
	r, err := hurried(path).Open()
	require.NoError(t, err)
	defer r.Close()
	ctx := t.Context()
	other, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate")
	require.NoError(t, err)
	defer other.Close()
	tx, err := other.BeginTx(ctx, nil)
	require.NoError(t, err)
	err = r.AddSite(ctx, "home-1", epoch)
	require.Equal(t, fault.Busy, fault.KindOf(err), err)
	_, err = r.Sites(ctx)
	require.NoError(t, err, "reading goes on")
	require.NoError(t, tx.Rollback())
	require.NoError(t, r.AddSite(ctx, "home-1", epoch))
}

func TestOpen_SaysWhatIsWrongWithAURL(t *testing.T) {
	f := func(source string, want fault.Kind) {
		t.Helper()
		_, err := fleet.Open(source)
		require.Equal(t, want, fault.KindOf(err), err)
		require.NotEmpty(t, fault.HintOf(err), err)
		require.NotContains(t, err.Error(), "s3cret")
	}
	f("postgres://u:s3cret@/fleet?host="+t.TempDir(), fault.Unreachable)
	f("postgres://u:s3cret@localhost:port/fleet", fault.Invalid)
	shared.database(t)
	f(shared.url("nowhere"), fault.NotFound)
	require.Equal(t, "postgres://u:xxxxx@h/d", fleet.SourceName("postgres://u:s3cret@h/d"))
	require.NotContains(t, fleet.SourceName("postgres://h/d?user=u&password=s3cret"), "s3cret")
}

// TestPostgres_ARestartOfItIsOutlived: the session that held the lock is gone,
// the next write takes a new one; what was written stands.
func TestPostgres_ARestartOfItIsOutlived(t *testing.T) {
	source := shared.database(t)
	r, ctx := open(t, source), t.Context()
	require.NoError(t, r.AddSite(ctx, "home-1", epoch))
	db, err := sql.Open("pgx", source)
	require.NoError(t, err)
	defer db.Close()
	_, err = db.ExecContext(ctx, `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	require.NoError(t, err)
	sites, err := r.Sites(ctx)
	require.NoError(t, err)
	require.Len(t, sites, 1)
	require.NoError(t, r.AddSite(ctx, "home-2", epoch))
	_, err = hurried(source).Open()
	require.Equal(t, fault.Busy, fault.KindOf(err), "the lock is had again")
}

// TestOpen_BringsAnOldFileAlong: a state folder of before there were groups.
func TestOpen_BringsAnOldFileAlong(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fleet.db")
	old, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	text, err := os.ReadFile("testdata/registry-2.sql")
	require.NoError(t, err)
	_, err = old.ExecContext(t.Context(), string(text))
	require.NoError(t, err)
	require.NoError(t, old.Close())

	r, ctx := open(t, path), t.Context()
	plants, err := r.Plants(ctx)
	require.NoError(t, err)
	require.Equal(t, []energy.PlantID{"demo"}, plants)
	f := func(at time.Time, want ...energy.SiteID) {
		t.Helper()
		got, err := r.Members(ctx, "demo", at)
		require.NoError(t, err)
		require.Equal(t, want, got)
		for _, site := range []energy.SiteID{"home-1", "home-2"} {
			require.Equal(t, len(want) > 0 && want[len(want)-1] == site || len(want) > 1, r.Admission(func() time.Time { return at }).Hears(site, "demo"))
		}
	}
	f(epoch.Add(-time.Millisecond))
	f(epoch, "home-1", "home-2")
	f(epoch.Add(time.Minute), "home-2")
	target, err := r.Target(ctx, "demo")
	require.NoError(t, err)
	require.Equal(t, fleet.Target{Power: -1500, Capacity: 2000, Issued: epoch, Until: epoch.Add(time.Hour)}, target)
	site, err := r.SiteOf(fleet.Fingerprint{0xab})
	require.NoError(t, err)
	require.Equal(t, energy.SiteID("home-1"), site)
	changes, err := r.Changes(ctx, 2, 100)
	require.NoError(t, err)
	require.Equal(t, []fleet.Change{
		{Seq: 3, At: epoch, Kind: "group_joined", Subject: "demo/home-1"}, {Seq: 4, At: epoch.Add(time.Minute), Kind: "group_left", Subject: "demo/home-1"},
	}, changes)
	require.NoError(t, r.Leave(ctx, "demo", "home-2", epoch.Add(time.Hour)))
}
