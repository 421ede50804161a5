package fair_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/fair"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func TestAnAccountIsReadAsItWasWritten(t *testing.T) {
	var a fair.Account
	month(&a, true)
	text, err := a.Encode()
	require.NoError(t, err)
	b, err := fair.Decode(text)
	require.NoError(t, err)
	again, err := b.Encode()
	require.NoError(t, err)
	require.Equal(t, string(text), string(again))
	require.Equal(t, a.Standing("home-3"), b.Standing("home-3"))
	require.Equal(t, month(&a, true), month(b, true), "and goes on as the other")
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"version":1,"at":"2026-05-01T12:00:00Z","homes":[{"site":"a","given_wh":1,"due_wh":2}]}`,
		`{"version":2}`, `{"version":1,"homes":[{"site":""}]}`, `{"version":1,"homes":[{"site":"a","given_wh":-1}]}`,
		`{"version":1,"homes":[{"site":"a"},{"site":"a"}]}`, `{}`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := fair.Decode(text)
		if err != nil {
			require.Equal(t, fault.Corrupt, fault.KindOf(err))
			return
		}
		once, err := a.Encode()
		require.NoError(t, err)
		b, err := fair.Decode(once)
		require.NoError(t, err)
		twice, err := b.Encode()
		require.NoError(t, err)
		require.Equal(t, string(once), string(twice))
	})
}
