package asset_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
)

func TestSettle_NamesTheRule(t *testing.T) {
	say := func(name asset.FactName, source, value string, hour int) asset.Fact {
		return asset.Fact{Name: name, Source: source, Value: value, Stated: time.Unix(1e9, 0).Add(time.Duration(hour) * time.Hour)}
	}
	f := func(used string, rule asset.Rule, said ...asset.Fact) {
		t.Helper()
		rand.Shuffle(len(said), func(i, j int) { said[i], said[j] = said[j], said[i] })
		got := asset.Settle(said)
		require.Len(t, got, 1)
		require.Equal(t, used, got[0].Value)
		require.Equal(t, rule, got[0].Rule)
		require.Len(t, got[0].Said, len(said))
	}
	f("5000", asset.Only, say(asset.RatedPower, "a", "5000", 0), say(asset.RatedPower, "b", "5e3", 1))
	f("900", asset.Lower, say(asset.RatedPower, "a", "5000", 0), say(asset.RatedPower, "b", "900", 0), say(asset.RatedPower, "c", "1000", 1))
	f("X", asset.Only, say(asset.MakerName, "a", "X", 0), say(asset.MakerName, "b", "X", 1))
	f("Y", asset.Newest, say(asset.MakerName, "a", "X", 0), say(asset.MakerName, "b", "Y", 3), say(asset.MakerName, "c", "X", 1))
}
