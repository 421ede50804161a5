package child_test

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/child"
)

// roleEnv makes the test binary act as a child.
const roleEnv = "CHILD_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleEnv) {
	case "":
		os.Exit(m.Run())
	case "waits":
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		<-ctx.Done()
		stop()
	case "deaf":
		signal.Ignore(syscall.SIGTERM)
		fmt.Println("deaf")
		select {}
	case "fails":
		fmt.Fprintln(os.Stderr, "first\nboom")
		os.Exit(3)
	}
}

func start(t *testing.T, role string, spec child.Spec) *child.Child {
	t.Helper()
	spec.Name, spec.Program, spec.Env = role, os.Args[0], []string{roleEnv + "=" + role}
	c, err := child.Start(spec)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Kill() }) // most have ended
	return c
}

const patience = 20 * time.Second

func TestAChildEndsWhenItIsAskedTo(t *testing.T) {
	c := start(t, "waits", child.Spec{})
	gone, leave := context.WithCancel(t.Context())
	leave()
	require.NoError(t, c.Watch(gone))
	rss, alive := c.RSS()
	require.True(t, alive && rss > 0)
	require.NoError(t, c.Stop(patience))
}

func TestAChildThatEndsUnaskedIsToldWithItsCause(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	f := func(c *child.Child, want string) {
		t.Helper()
		require.EqualError(t, c.Watch(t.Context()), want)
	}
	f(start(t, "fails", child.Spec{Log: log}), "fails ended unasked: exit status 3; "+log+" ends with: boom")
	f(start(t, "idle", child.Spec{}), "idle ended unasked: exit status 0")
}

func TestAChildThatDoesNotListenIsKilledAndThatIsAnError(t *testing.T) {
	heard := make(chan string, 1)
	c := start(t, "deaf", child.Spec{Lines: func(l []byte) { heard <- string(l) }})
	require.Equal(t, "deaf", <-heard, "each line of standard output")
	require.ErrorContains(t, c.Stop(10*time.Millisecond), "deaf did not end within 10ms")
	require.ErrorContains(t, c.Err(), "killed")
	_, alive := c.RSS()
	require.False(t, alive)
}

func TestAProgramThatIsNotThereIsNamed(t *testing.T) {
	_, err := child.Start(child.Spec{Name: "cloud", Program: "/nonexistent/program"})
	require.ErrorContains(t, err, "start cloud: ")
	require.ErrorIs(t, err, os.ErrNotExist)
}
