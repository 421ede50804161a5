package dispatchkey_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func signer(t testing.TB) *dispatchkey.Signer {
	t.Helper()
	s, err := dispatchkey.New()
	require.NoError(t, err)
	return s
}

func TestWhatIsSignedIsObeyedByItsRingAlone(t *testing.T) {
	ours, thief := signer(t), signer(t)
	f := func(ring dispatchkey.Ring, c dispatchkey.Context, by dispatchkey.Name, body string, why string) {
		t.Helper()
		signature, err := ours.Sign(dispatchkey.Order, []byte("discharge"))
		require.NoError(t, err)
		err = ring.Verify(c, by, []byte(body), signature)
		if why == "" {
			require.NoError(t, err)
			return
		}
		require.ErrorContains(t, err, why)
		require.Equal(t, fault.Denied, fault.KindOf(err))
	}
	f(ours.Ring(), dispatchkey.Order, ours.Name(), "discharge", "")
	f(ours.Ring().Join(thief.Ring()), dispatchkey.Order, ours.Name(), "discharge", "")
	f(ours.Ring(), dispatchkey.Order, ours.Name(), "charge", "signature")
	f(ours.Ring(), dispatchkey.Signal, ours.Name(), "discharge", "signature")
	f(thief.Ring(), dispatchkey.Order, ours.Name(), "discharge", "does not know")
	f(thief.Ring(), dispatchkey.Order, thief.Name(), "discharge", "signature")
	f(dispatchkey.Ring{}, dispatchkey.Order, ours.Name(), "discharge", "does not know")
}

func TestNoSignatureIsNone(t *testing.T) {
	ours := signer(t)
	require.ErrorContains(t, ours.Ring().Verify(dispatchkey.Order, ours.Name(), []byte("x"), nil), "not signed")
}

func TestEveryFlippedBitOfBodyAndSignatureIsSeen(t *testing.T) {
	ours := signer(t)
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "body")
		signature, err := ours.Sign(dispatchkey.Signal, body)
		require.NoError(t, err)
		require.NoError(t, ours.Ring().Verify(dispatchkey.Signal, ours.Name(), body, signature))
		broken := rapid.SampledFrom([][]byte{body, signature}).Draw(t, "broken")
		broken[rapid.IntRange(0, len(broken)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		require.Error(t, ours.Ring().Verify(dispatchkey.Signal, ours.Name(), body, signature))
	})
}

func TestKeysComeBackFromText(t *testing.T) {
	a, b := signer(t), signer(t)
	ring, err := dispatchkey.ParseRing("# of the operator\n\n" + a.Ring().Join(b.Ring()).String())
	require.NoError(t, err)
	require.ElementsMatch(t, []dispatchkey.Name{a.Name(), b.Name()}, ring.Names())
	text, err := a.PEM()
	require.NoError(t, err)
	again, err := dispatchkey.ParseSigner(text)
	require.NoError(t, err)
	require.Equal(t, a.Name(), again.Name())
}

func TestTextThatIsNoRingIsNamed(t *testing.T) {
	f := func(text, why string) {
		t.Helper()
		_, err := dispatchkey.ParseRing(text)
		require.ErrorContains(t, err, why)
	}
	f("rsa AAAA", "line 1")
	f("\ned25519 !", "line 2")
	f("ed25519 AAAA", "3 bytes")
	var many strings.Builder
	for range dispatchkey.MaxKeys + 1 {
		many.WriteString(signer(t).Ring().String())
	}
	f(many.String(), "want at most 4")
	for _, text := range []string{"", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"} {
		_, err := dispatchkey.ParseSigner([]byte(text))
		require.ErrorContains(t, err, "dispatch key")
	}
}

func FuzzParseRing(f *testing.F) {
	f.Add("# nobody\n")
	f.Add(signer(f).Ring().String())
	f.Fuzz(func(t *testing.T, text string) {
		ring, err := dispatchkey.ParseRing(text)
		if err != nil {
			return
		}
		again, err := dispatchkey.ParseRing(ring.String())
		require.NoError(t, err)
		require.Equal(t, ring.Names(), again.Names())
	})
}

func BenchmarkVerify(b *testing.B) {
	ours := signer(b)
	body := make([]byte, 120)
	signature, err := ours.Sign(dispatchkey.Order, body)
	require.NoError(b, err)
	ring := ours.Ring()
	b.ReportAllocs()
	for b.Loop() {
		if ring.Verify(dispatchkey.Order, ours.Name(), body, signature) != nil {
			b.Fatal("not verified")
		}
	}
}
