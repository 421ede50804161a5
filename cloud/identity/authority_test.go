package identity_test

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/identity"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func open(t *testing.T, dir string) *identity.Authority {
	t.Helper()
	authority, err := identity.Open(dir)
	require.NoError(t, err)
	return authority
}

func TestOpen_KeepsOneRoot(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "state")
	first := open(t, dir)
	require.Equal(t, first.CertPEM(), open(t, dir).CertPEM())
	require.NotEqual(t, first.CertPEM(), open(t, t.TempDir()).CertPEM())
	require.NotContains(t, string(first.CertPEM()), "PRIVATE")

	info, err := os.Stat(filepath.Join(dir, "authority.pem"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestOpen_RefusesAndKeepsWhatItCannotTrust(t *testing.T) {
	f := func(want fault.Kind, change func(path string)) {
		t.Helper()
		dir := t.TempDir()
		open(t, dir)
		path := filepath.Join(dir, "authority.pem")
		change(path)
		before, err := os.ReadFile(path)
		require.NoError(t, err)

		_, err = identity.Open(dir)
		require.Error(t, err)
		require.Equal(t, want, fault.KindOf(err), err)
		require.NotEmpty(t, fault.HintOf(err))
		after, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, before, after)
	}
	other := t.TempDir()
	open(t, other)
	foreign, err := os.ReadFile(filepath.Join(other, "authority.pem"))
	require.NoError(t, err)

	f(fault.Unsafe, func(path string) { require.NoError(t, os.Chmod(path, 0o644)) })
	f(fault.Corrupt, func(path string) { require.NoError(t, os.Truncate(path, 0)) })
	f(fault.Corrupt, func(path string) { require.NoError(t, os.Truncate(path, 700)) })
	f(fault.Corrupt, func(path string) {
		own, err := os.ReadFile(path)
		require.NoError(t, err)
		cert, _ := pem.Decode(own)
		_, foreignKey := pem.Decode(foreign)
		require.NoError(t, os.WriteFile(path, append(pem.EncodeToMemory(cert), foreignKey...), 0o600))
	})
}

func TestServerCertificate_IsForItsHostsOnly(t *testing.T) {
	authority := open(t, t.TempDir())
	cert, err := authority.ServerCertificate("localhost", "127.0.0.1")
	require.NoError(t, err)
	f := func(host string, want require.ErrorAssertionFunc) {
		t.Helper()
		_, err := cert.Leaf.Verify(x509.VerifyOptions{Roots: authority.Roots(), DNSName: host})
		want(t, err)
	}
	f("localhost", require.NoError)
	f("127.0.0.1", require.NoError)
	f("elsewhere.example", require.Error)

	_, err = cert.Leaf.Verify(x509.VerifyOptions{
		Roots: authority.Roots(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	require.Error(t, err)
	_, err = authority.ServerCertificate()
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}

func TestSignGateway_LivesSixtyDaysFromFiveMinutesAgo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cert := sign(t, open(t, t.TempDir()), "home-1")
		require.Equal(t, time.Now().Add(-5*time.Minute).UTC(), cert.NotBefore)
		require.Equal(t, time.Now().Add(60*24*time.Hour).UTC(), cert.NotAfter)
	})
}

func TestSignGateway_NeverOutlivesTheRoot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		authority := open(t, t.TempDir())
		root, _ := pem.Decode(authority.CertPEM())
		parsed, err := x509.ParseCertificate(root.Bytes)
		require.NoError(t, err)
		time.Sleep(time.Until(parsed.NotAfter) - 24*time.Hour)
		require.Equal(t, parsed.NotAfter, sign(t, authority, "home-1").NotAfter)
	})
}

func TestClaim_IsStableSecretAndHidden(t *testing.T) {
	dir := t.TempDir()
	claim, err := identity.OpenClaim(dir)
	require.NoError(t, err)
	again, err := identity.OpenClaim(dir)
	require.NoError(t, err)
	other, err := identity.OpenClaim(t.TempDir())
	require.NoError(t, err)

	text := claim.Reveal()
	require.GreaterOrEqual(t, len(text), 22, "at least 128 bits of base64")
	require.True(t, again.Matches(text))
	require.False(t, other.Matches(text))
	require.False(t, claim.Matches(""))
	require.False(t, claim.Matches(text+" "))
	require.False(t, claim.Matches(text[:len(text)-1]))
	require.False(t, identity.Claim{}.Matches(""))
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", claim, claim, claim, claim), text)
}

func TestClaim_RefusesAnOpenOrDamagedFile(t *testing.T) {
	f := func(want fault.Kind, content string, mode os.FileMode) {
		t.Helper()
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "claim"), []byte(content), mode))
		_, err := identity.OpenClaim(dir)
		require.Equal(t, want, fault.KindOf(err), err)
	}
	f(fault.Corrupt, "", 0o600)
	f(fault.Corrupt, "short", 0o600)
	f(fault.Unsafe, "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0", 0o640)
}
