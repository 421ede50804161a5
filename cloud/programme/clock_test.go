package programme_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
)

// TestFault072_AClockThatJumpsStartsNoCallTwice: neither one that is over nor one that
// runs, and one that the clock says is still to come asks for nothing meanwhile.
func TestFault072_AClockThatJumpsStartsNoCallTwice(t *testing.T) {
	w := newWorld(t, 4)
	w.define(event("a"))
	w.propose(w.request("first", "a", 8*kW, 90*time.Minute))
	jump := func(d time.Duration) programme.Outcome {
		t.Helper()
		w.tick(d)
		return w.run(10 * time.Second)
	}
	began := func() time.Time {
		t.Helper()
		c, err := w.desk.Call("first")
		require.NoError(t, err)
		require.NotNil(t, c.Began)
		return *c.Began
	}
	out := jump(2 * time.Hour)
	require.Equal(t, programme.Running, w.stage("first"))
	p, there := power(out, "city")
	require.True(t, there)
	require.InDelta(t, float64(8*kW), float64(p), 1)
	first := began()

	out = jump(-time.Hour) // half an hour before its start
	require.Equal(t, programme.Running, w.stage("first"))
	p, _ = power(out, "city")
	require.Zero(t, p)
	out = jump(time.Hour)
	p, _ = power(out, "city")
	require.InDelta(t, float64(8*kW), float64(p), 1)
	require.Equal(t, first, began())

	jump(2 * time.Hour)
	require.Equal(t, programme.Ended, w.stage("first"))
	_, records := w.log.Head()
	out = jump(-time.Hour)
	p, _ = power(out, "city")
	require.Zero(t, p)
	require.Equal(t, programme.Ended, w.stage("first"))
	_, again := w.log.Head()
	require.Equal(t, records, again, "nothing is decided anew")
}
