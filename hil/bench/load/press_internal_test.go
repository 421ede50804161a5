package load

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestAPressMakesWhatIsEncoded: to the byte, whatever the home, its numbers and
// the time.
func TestAPressMakesWhatIsEncoded(t *testing.T) {
	p, err := NewPress()
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		site := energy.SiteID(rapid.StringMatching(`[a-z][a-z0-9-]{0,30}`).Draw(t, "site"))
		first, n := rapid.Uint64Range(1, 1<<40).Draw(t, "first"), rapid.IntRange(1, 60).Draw(t, "samples")
		at := time.Unix(0, rapid.Int64Range(1e18, 4e18).Draw(t, "at"))
		want, err := Payload(site, first, n, at)
		require.NoError(t, err)
		head, err := headOf(site)
		require.NoError(t, err)
		require.Equal(t, want, p.append(nil, head, first, n, at))
	})
}
