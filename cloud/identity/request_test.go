package identity_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/identity"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func newKey(t testing.TB, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	require.NoError(t, err)
	return key
}

func request(t testing.TB, key crypto.Signer, template x509.CertificateRequest) []byte {
	t.Helper()
	der, err := x509.CreateCertificateRequest(rand.Reader, &template, key)
	require.NoError(t, err)
	return encode(der)
}

func encode(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der})
}

func named(site string) x509.CertificateRequest {
	return x509.CertificateRequest{Subject: pkix.Name{CommonName: site}}
}

func sign(t testing.TB, authority *identity.Authority, site energy.SiteID) *x509.Certificate {
	t.Helper()
	certPEM, err := authority.SignGateway(request(t, newKey(t, elliptic.P256()), named(string(site))), site)
	require.NoError(t, err)
	block, rest := pem.Decode(certPEM)
	require.Empty(t, rest)
	cert, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	return cert
}

func TestSignGateway_SaysOnlyWhoTheClientIs(t *testing.T) {
	authority := open(t, t.TempDir())
	cert := sign(t, authority, "home-1")
	require.Equal(t, "CN=home-1", cert.Subject.String())
	require.False(t, cert.IsCA)
	require.Equal(t, x509.KeyUsageDigitalSignature, cert.KeyUsage)
	require.Equal(t, []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, cert.ExtKeyUsage)
	require.Empty(t, cert.DNSNames)
	require.Greater(t, cert.SerialNumber.BitLen(), 64)
	require.NotEqual(t, cert.SerialNumber, sign(t, authority, "home-1").SerialNumber)

	use := []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	_, err := cert.Verify(x509.VerifyOptions{Roots: authority.Roots(), KeyUsages: use})
	require.NoError(t, err)
	_, err = cert.Verify(x509.VerifyOptions{Roots: authority.Roots()})
	require.Error(t, err, "a gateway must not pass as a server")
	_, err = cert.Verify(x509.VerifyOptions{Roots: open(t, t.TempDir()).Roots(), KeyUsages: use})
	require.Error(t, err)
}

func TestFault037_SignGatewayRefusesMoreThanASite(t *testing.T) {
	authority := open(t, t.TempDir())
	f := func(csr []byte, site energy.SiteID, want string) {
		t.Helper()
		_, err := authority.SignGateway(csr, site)
		require.ErrorContains(t, err, want)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
	key := newKey(t, elliptic.P256())
	good := request(t, key, named("home-1"))
	with := func(change func(*x509.CertificateRequest)) []byte {
		template := named("home-1")
		change(&template)
		return request(t, key, template)
	}
	basicConstraintsCA := pkix.Extension{Id: []int{2, 5, 29, 19}, Critical: true, Value: []byte{0x30, 3, 1, 1, 0xff}}
	anyUsage := pkix.Extension{Id: []int{2, 5, 29, 37}, Value: []byte{0x30, 6, 6, 4, 0x55, 0x1d, 0x25, 0}}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)

	f(with(func(r *x509.CertificateRequest) { r.ExtraExtensions = []pkix.Extension{basicConstraintsCA} }), "home-1", "CA flag")
	f(with(func(r *x509.CertificateRequest) { r.ExtraExtensions = []pkix.Extension{anyUsage} }), "home-1", "extension 2.5.29.37")
	f(with(func(r *x509.CertificateRequest) { r.DNSNames = []string{"broker.example"} }), "home-1", "alternative names")
	f(with(func(r *x509.CertificateRequest) { r.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)} }), "home-1", "alternative names")
	f(with(func(r *x509.CertificateRequest) { r.Subject.Organization = []string{"Grid"} }), "home-1", "Grid")
	f(with(func(r *x509.CertificateRequest) { r.Subject.CommonName = "home-2" }), "home-1", "home-2")
	f(request(t, newKey(t, elliptic.P224()), named("home-1")), "home-1", "P-224")
	f(request(t, rsaKey, named("home-1")), "home-1", "rsa")
	f(request(t, edKey, named("home-1")), "home-1", "ed25519")
	f(forged(t, good), "home-1", "signature")
	f(append(good, good...), "home-1", "exactly one")
	f([]byte("hello"), "home-1", "exactly one")
	f(make([]byte, 1<<20), "home-1", "at most")
	f(good, "home/1", "home/1")
	f(good, "", "site id")
}

func forged(t *testing.T, good []byte) []byte {
	t.Helper()
	block, _ := pem.Decode(good)
	der := append([]byte(nil), block.Bytes...)
	der[len(der)-1] ^= 1
	return encode(der)
}

func FuzzSignGateway(f *testing.F) {
	authority, err := identity.Open(f.TempDir())
	require.NoError(f, err)
	f.Add(request(f, newKey(f, elliptic.P256()), named("home-1")))
	f.Add(request(f, newKey(f, elliptic.P256()), named("home-2")))
	f.Add([]byte("-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----\n"))
	f.Fuzz(func(t *testing.T, csr []byte) {
		certPEM, err := authority.SignGateway(csr, "home-1")
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			return
		}
		block, _ := pem.Decode(certPEM)
		cert, err := x509.ParseCertificate(block.Bytes)
		require.NoError(t, err)
		require.Equal(t, "CN=home-1", cert.Subject.String())
		require.False(t, cert.IsCA)
	})
}
