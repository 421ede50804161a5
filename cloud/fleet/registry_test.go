package fleet_test

import (
	"crypto/x509"
	"fmt"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

var epoch = time.UnixMilli(1_800_000_000_000)

func open(t testing.TB, path string) *fleet.Registry {
	t.Helper()
	r, err := fleet.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	return r
}

// certificate has what the registry reads of one: bytes, serial, end.
func certificate(name string) *x509.Certificate {
	return &x509.Certificate{Raw: []byte(name), SerialNumber: big.NewInt(7), NotAfter: epoch.Add(time.Hour)}
}

func TestSiteOf_TellsUnknownFromRevoked(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r := open(t, source)
		ctx := t.Context()
		good, bad, unknown := certificate("good"), certificate("bad"), certificate("unknown")
		require.NoError(t, r.AddSite(ctx, "home-1", epoch))
		require.NoError(t, r.RecordCertificate(ctx, "home-1", good, epoch))
		require.NoError(t, r.RecordCertificate(ctx, "home-1", bad, epoch))
		require.Len(t, r.Certificates("home-1"), 2)
		require.NoError(t, r.Revoke(ctx, fleet.FingerprintOf(bad), epoch))
		require.NoError(t, r.RecordCertificate(ctx, "home-1", bad, epoch), "no way back from revoked")

		check := func(r *fleet.Registry) {
			t.Helper()
			admission := r.Admission(time.Now)
			site, err := admission.Admit(good)
			require.NoError(t, err)
			require.Equal(t, energy.SiteID("home-1"), site)
			_, err = admission.Admit(bad)
			require.Equal(t, fault.Denied, fault.KindOf(err))
			_, err = admission.Admit(unknown)
			require.Equal(t, fault.NotFound, fault.KindOf(err))
			require.Equal(t, []fleet.Fingerprint{fleet.FingerprintOf(good)}, r.Certificates("home-1"))
		}
		check(r)
		require.NoError(t, r.Close())
		check(open(t, source))
	})
}

func TestWrites_RefuseWhatCannotBe(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r, ctx := open(t, source), t.Context()
		require.NoError(t, r.AddSite(ctx, "home-1", epoch))
		require.NoError(t, r.AddSite(ctx, "home-2", epoch))
		require.NoError(t, r.AddPlant(ctx, "plant-1", epoch))
		require.NoError(t, r.RecordCertificate(ctx, "home-1", certificate("c"), epoch))
		require.NoError(t, r.SetTarget(ctx, "plant-1", fleet.Target{Power: 1, Issued: epoch, Until: epoch.Add(1e9)}))
		require.NoError(t, r.Join(ctx, "plant-1", "home-1", epoch))
		before, err := r.Changes(ctx, 0, 100)
		require.NoError(t, err)
		f := func(want fault.Kind, err error) {
			t.Helper()
			require.Error(t, err)
			require.Equal(t, want, fault.KindOf(err), err)
		}
		f(fault.Invalid, r.AddSite(ctx, "home/1", epoch))
		f(fault.Invalid, r.AddPlant(ctx, "", epoch))
		f(fault.NotFound, r.RecordCertificate(ctx, "home-9", certificate("d"), epoch))
		f(fault.Conflict, r.RecordCertificate(ctx, "home-2", certificate("c"), epoch))
		f(fault.NotFound, r.Revoke(ctx, fleet.FingerprintOf(certificate("d")), epoch))
		f(fault.NotFound, r.Join(ctx, "plant-9", "home-1", epoch))
		f(fault.NotFound, r.Join(ctx, "plant-1", "home-9", epoch))
		f(fault.Conflict, r.Join(ctx, "plant-1", "home-1", epoch.Add(-time.Hour)))
		f(fault.NotFound, r.Leave(ctx, "plant-1", "home-2", epoch))
		f(fault.Invalid, r.Leave(ctx, "plant-1", "home-1", epoch))
		f(fault.NotFound, r.SetTarget(ctx, "plant-9", fleet.Target{Issued: epoch, Until: epoch.Add(1e9)}))
		f(fault.Invalid, r.SetTarget(ctx, "plant-1", fleet.Target{Issued: epoch, Until: epoch}))
		f(fault.Invalid, r.SetTarget(ctx, "plant-1", fleet.Target{Power: energy.Watts(math.NaN()), Issued: epoch, Until: epoch.Add(1e9)}))
		f(fault.Invalid, r.SetTarget(ctx, "plant-1", fleet.Target{Capacity: -1, Issued: epoch, Until: epoch.Add(1e9)}))
		f(fault.NotFound, r.ClearTarget(ctx, "plant-9", epoch))
		f(fault.Stale, r.SetTarget(ctx, "plant-1", fleet.Target{Issued: epoch.Add(-1e9), Until: epoch.Add(1e9)}))

		after, err := r.Changes(ctx, 0, 100)
		require.NoError(t, err)
		require.Equal(t, before, after, "a refused write leaves no change")
	})
}

func TestChanges_TellEveryWriteOnceInOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r, ctx := open(t, source), t.Context()
		for range 2 {
			require.NoError(t, r.AddSite(ctx, "home-1", epoch))
			require.NoError(t, r.AddPlant(ctx, "plant-1", epoch))
			require.NoError(t, r.Join(ctx, "plant-1", "home-1", epoch))
		}
		require.NoError(t, r.Close())
		r = open(t, source)
		require.NoError(t, r.Leave(ctx, "plant-1", "home-1", epoch.Add(time.Minute)))
		changes, err := r.Changes(ctx, 1, 100)
		require.NoError(t, err)
		require.Equal(t, []fleet.Change{
			{Seq: 2, At: epoch, Kind: "group_added", Subject: "plant-1"},
			{Seq: 3, At: epoch, Kind: "group_joined", Subject: "plant-1/home-1"},
			{Seq: 4, At: epoch.Add(time.Minute), Kind: "group_left", Subject: "plant-1/home-1"},
		}, changes)
	})
}

func TestTarget_OutlivesARestartAndZeroIsATarget(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r, ctx := open(t, source), t.Context()
		require.NoError(t, r.AddPlant(ctx, "plant-1", epoch))
		_, err := r.Target(ctx, "plant-1")
		require.Equal(t, fault.NotFound, fault.KindOf(err))
		f := func(power, capacity energy.Watts, issued time.Time) {
			t.Helper()
			want := fleet.Target{Power: power, Capacity: capacity, Issued: issued, Until: issued.Add(time.Hour)}
			require.NoError(t, r.SetTarget(ctx, "plant-1", want))
			require.NoError(t, r.Close())
			r = open(t, source)
			got, err := r.Target(ctx, "plant-1")
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		f(5e6, 0, epoch)
		f(-1234.5, 2000, epoch.Add(time.Second))
		f(0, 0, epoch.Add(2*time.Second))
	})
}

func TestTarget_ThatIsClearedStaysSoOverARestart(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r, ctx := open(t, source), t.Context()
		require.NoError(t, r.AddPlant(ctx, "plant-1", epoch))
		require.NoError(t, r.ClearTarget(ctx, "plant-1", epoch), "nothing to clear")
		want := fleet.Target{Power: 1, Issued: epoch, Until: epoch.Add(time.Hour)}
		require.NoError(t, r.SetTarget(ctx, "plant-1", want))
		require.NoError(t, r.ClearTarget(ctx, "plant-1", epoch.Add(time.Second)))
		require.NoError(t, r.Close())
		r = open(t, source)
		_, err := r.Target(ctx, "plant-1")
		require.Equal(t, fault.NotFound, fault.KindOf(err))
		require.NoError(t, r.SetTarget(ctx, "plant-1", want), "and a new one can be set")
		changes, err := r.Changes(ctx, 2, 100)
		require.NoError(t, err)
		require.Equal(t, []fleet.ChangeKind{"target_cleared", "target_set"}, []fleet.ChangeKind{changes[0].Kind, changes[1].Kind})
	})
}

// TestMembers_AgreeWithAPlainList compares the as-of query, and what the broker
// asks from memory, with a list that simply remembers every second.
func TestMembers_AgreeWithAPlainList(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r := open(t, source)
		ctx := t.Context()
		sites := []energy.SiteID{"home-1", "home-2"}
		for _, site := range sites {
			require.NoError(t, r.AddSite(ctx, site, epoch))
		}
		runs := 0
		rapid.Check(t, func(t *rapid.T) {
			runs++
			plant := energy.PlantID(fmt.Sprintf("plant-%d", runs))
			group := asset.GroupID(plant)
			require.NoError(t, r.AddPlant(ctx, plant, epoch))
			at := func(second int) time.Time { return epoch.Add(time.Duration(second) * time.Second) }
			steps := rapid.IntRange(1, 12).Draw(t, "steps")
			member := map[energy.SiteID]bool{}
			want := make([][]energy.SiteID, steps)
			for second := range steps {
				site := rapid.SampledFrom(sites).Draw(t, "site")
				if rapid.Bool().Draw(t, "join") {
					require.NoError(t, r.Join(ctx, group, site, at(second)))
					member[site] = true
				} else {
					require.Equal(t, member[site], r.Leave(ctx, group, site, at(second)) == nil)
					member[site] = false
				}
				for _, site := range sites {
					if member[site] {
						want[second] = append(want[second], site)
					}
					now := func() time.Time { return at(second) }
					require.Equal(t, member[site], r.Admission(now).Hears(site, plant))
				}
			}
			for second := range steps {
				for _, instant := range []time.Time{at(second), at(second).Add(999 * time.Millisecond)} {
					got, err := r.Members(ctx, group, instant)
					require.NoError(t, err)
					require.Equal(t, want[second], got, "second %d", second)
				}
			}
			got, err := r.Members(ctx, group, at(-1))
			require.NoError(t, err)
			require.Empty(t, got)
		})
	})
}

func TestEnrolment_OfAFleetTakesSeconds(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r, ctx := open(t, source), t.Context()
		const homes = 508
		began := time.Now()
		var workers sync.WaitGroup
		for w := range 4 {
			workers.Go(func() {
				for i := w; i < homes; i += 4 {
					site := energy.SiteID(fmt.Sprintf("home-%03d", i))
					if err := r.AddSite(ctx, site, epoch); err != nil {
						t.Error(err)
					}
					if err := r.RecordCertificate(ctx, site, certificate(string(site)), epoch); err != nil {
						t.Error(err)
					}
				}
			})
		}
		workers.Wait()
		took := time.Since(began)
		t.Logf("%d durable writes in %v", 2*homes, took)
		require.Less(t, took, 30*time.Second, "single writes do not grow with what is there")
		sites, err := r.Sites(ctx)
		require.NoError(t, err)
		require.Len(t, sites, homes)
		changes, err := r.Changes(ctx, 0, 3*homes)
		require.NoError(t, err)
		require.Len(t, changes, 2*homes)
	})
}

func TestOpen_RefusesAFileThatIsNone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fleet.db")
	require.NoError(t, os.WriteFile(path, []byte("not a database, but long enough to look at"), 0o600))
	_, err := fleet.Open(path)
	require.Equal(t, fault.Corrupt, fault.KindOf(err), err)
	require.ErrorContains(t, err, path)
}
