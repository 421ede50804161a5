package bench_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/hil/child"
)

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
	c, err := child.Start(child.Spec{Name: "sleep", Program: "sleep", Args: []string{"600"}})
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
