package plant

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The turned waves stay with the computed ones, through steps of all sizes and
// through nights that are not looked at.
func TestTurnedWavesAreTheComputedOnes(t *testing.T) {
	c := newClouds(source(4, 2))
	var d drift
	var at time.Duration
	for i := range 20000 {
		dt := time.Second
		switch {
		case i%1000 > 900:
			dt = time.Minute
		case i%3000 == 7:
			at += 9 * time.Hour
		}
		at += dt
		require.InDelta(t, sum(c.waves[:], 300, -700, at.Seconds()), c.field(&d, 300, -700, at, dt), 1e-9)
	}
}
