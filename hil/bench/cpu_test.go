package bench_test

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/hil/child"
)

// roleEnv makes the test binary act as a child.
const roleEnv = "BENCH_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleEnv) {
	case "":
		os.Exit(m.Run())
	case "waits":
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		<-ctx.Done()
		stop()
	}
}

// burn uses d of processor time.
func burn(d time.Duration) {
	for {
		if used, err := bench.CPU(0); err != nil || used >= d {
			return
		}
	}
}

func start(t *testing.T) *child.Child {
	t.Helper()
	c, err := child.Start(child.Spec{Name: "waits", Program: os.Args[0], Env: []string{roleEnv + "=waits"}})
	require.NoError(t, err)
	return c
}

func TestProcessorTimeIsTheOtherProcessesOwn(t *testing.T) {
	c := start(t)
	idle, err := bench.CPU(c.PID())
	require.NoError(t, err)
	before, err := bench.CPU(0)
	require.NoError(t, err)
	busy, err := bench.Busy()
	require.NoError(t, err)
	burn(before + 100*time.Millisecond)
	since, err := bench.Busy()
	require.NoError(t, err)
	require.GreaterOrEqual(t, since-busy, 50*time.Millisecond, "what one uses is used by the machine")
	after, err := bench.CPU(c.PID())
	require.NoError(t, err)
	require.Less(t, after-idle, 100*time.Millisecond)
	require.NoError(t, c.Stop(time.Minute))
	_, err = bench.CPU(c.PID())
	require.Error(t, err, "a process that is gone has no processor time")
}
