package demo

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestMessagesPerSecondAreUnknownWhereTheCloudBeganAnew(t *testing.T) {
	at := time.Now()
	view := func(messages uint64, after time.Duration) *View {
		v := &View{GeneratedAt: at.Add(after)}
		v.Telemetry.Messages = messages
		return v
	}
	w := &watch{}
	require.Nil(t, w.count(view(100, 0)), "one view tells no rate")
	require.InDelta(t, 50, *w.count(view(150, time.Second)), 1e-9)
	require.InDelta(t, 50, *w.count(view(150, time.Second)), 1e-9, "the same view again")
	require.InDelta(t, 25, *w.count(view(200, 3*time.Second)), 1e-9)
	require.Nil(t, w.count(nil))
	require.Nil(t, w.count(view(10, 5*time.Second)))
	require.Nil(t, w.count(view(5, 6*time.Second)), "it counts anew")
}
