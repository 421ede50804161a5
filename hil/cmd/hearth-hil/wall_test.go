package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/identity"
	"github.com/hearthgrid/hearthgrid/hil/child"
)

// The selection for the wall: the firmware as it is shipped, in real time, with its own
// uplink to a broker of the bench. The same scripts are played in virtual time too.
func TestFault057_Fault083_Fault087_Fault096_OnTheWallTheFirmwareTakesWhatIsItsAlone(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(folder, "wall-*.txt"))
	require.NoError(t, err)
	require.Len(t, files, 5)
	exit, said := hearthHilOn(t, append(files, "--wall", "--gateway", build(t, "../../../edge/cmd/hearth-gateway"))...)
	require.Zero(t, exit, said)
	require.Contains(t, said, "5 scenarios")
	require.NotContains(t, said, "not seen from outside")
}

// A gateway of its own can be in every script, unless that sets its clock.
func TestAProgramCanBeInEveryScriptThatLeavesItsClockAlone(t *testing.T) {
	real, virtual := loaded(t)
	playable := 0
	for _, s := range append(real, virtual...) {
		if err := (wall{program: "hearth-gateway"}).takes(s); err != nil {
			require.ErrorContains(t, err, "the gateway's clock, which is its machine's", s.File)
			continue
		}
		playable++
	}
	t.Logf("%d of %d scenarios can be played against a program", playable, len(real)+len(virtual))
	require.Greater(t, playable, 150)
}

// A box is told what it needs, comes, and is ordered over its uplink: here it is the
// firmware, started by somebody else.
func TestFault096_ABoxIsToldHowToComeIntoAScript(t *testing.T) {
	t.Parallel()
	dir, serve, cloud := t.TempDir(), unused(t), unused(t)
	claim, err := identity.OpenClaim(dir)
	require.NoError(t, err)
	require.NotEmpty(t, claim.Reveal())
	host, port, err := splitPort("", cloud)
	require.NoError(t, err)
	e, box := net.JoinHostPort(host, strconv.Itoa(port+1)), filepath.Join(dir, "box")
	file := filepath.Join(dir, "site.toml")
	text := fmt.Sprintf("site = \"home\"\nstate_dir = %q\n[[bus]]\ntcp = %q\nunits = [1, 240]\n[[known]]\nmaker = \"Hearthgrid\"\nmodel = \"*\"\nversion = \"*\"\n"+
		"[cloud]\nmqtt = %q\nenroll = \"http://%s\"\nclaim_file = %q\n", box, serve, cloud, e, filepath.Join(dir, "claim"))
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	g, err := child.Start(child.Spec{Name: "box", Program: build(t, "../../../edge/cmd/hearth-gateway"), Args: []string{"-config", file}, Log: filepath.Join(dir, "log")})
	require.NoError(t, err)
	defer func() { require.NoError(t, g.Kill()) }()

	exit, said := hearthHil(t, aHome+"within 40s expect mode=commanded\nforge no order battery=4kW\ndeliver no refused denied\n"+
		"order battery=3kW for 1m\nwithin 15s expect battery=3kW±200W\ncut uplink\norder battery=1kW refused unreachable\n",
		"--wall", "--gateway", serve, "--cloud", cloud, "--state", dir)
	require.Zero(t, exit, said)
	for _, want := range []string{`site = "home"`, "[[bus]]", `tcp = "` + serve, `mqtt = "` + cloud, `enroll = "http://` + e, "claim_file = ", "ssh -N -R " + cloud} {
		require.Contains(t, said, want)
	}
	require.NotContains(t, said, "state_dir")
}

// unused is an address that nobody uses, and nobody uses the port after it. Both are
// below the ports that the kernel gives to outgoing connections.
func unused(t *testing.T) string {
	t.Helper()
	for {
		port := 20_000 + rand.IntN(12_000)
		address := fmt.Sprintf("127.0.0.1:%d", port)
		one, err := net.Listen("tcp", address)
		if err != nil {
			continue
		}
		two, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port+1))
		require.NoError(t, one.Close())
		if err == nil {
			require.NoError(t, two.Close())
			return address
		}
	}
}

func TestAProgramNeedsNoCloud(t *testing.T) {
	exit, said := hearthHil(t, holds, "--wall", "--gateway", "/bin/true", "--cloud", "127.0.0.1:1")
	require.Equal(t, 2, exit)
	require.Contains(t, said, "--cloud is for a box")
}
