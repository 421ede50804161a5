package enroll

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"

	"github.com/hearthgrid/hearthgrid/shared/atomicfile"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// deviceKey returns the key in dir, made where there is none. One that cannot
// be read is an error: a new key would throw an identity away.
func deviceKey(dir string) (*ecdsa.PrivateKey, error) {
	path := filepath.Join(dir, "key.pem")
	data, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return makeKey(path)
	}
	if err != nil {
		return nil, fail("read device key", path, fault.Denied, err)
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, fail("read device key", path, fault.Corrupt, errors.New("no PEM block"))
	}
	key, err := x509.ParseECPrivateKey(block.Bytes)
	if err != nil {
		return nil, fail("read device key", path, fault.Corrupt, err)
	}
	return key, nil
}

func makeKey(path string) (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fail("make device key", path, fault.Internal, err)
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, fail("make device key", path, fault.Internal, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fail("store device key", path, fault.Internal, err)
	}
	if err := atomicfile.Write(path, encode("EC PRIVATE KEY", der), 0o600); err != nil {
		return nil, fail("store device key", path, fault.Internal, err)
	}
	return key, nil
}

// request returns the PEM of a certificate request for site, signed by key.
func request(site energy.SiteID, key *ecdsa.PrivateKey) ([]byte, error) {
	template := &x509.CertificateRequest{Subject: pkix.Name{CommonName: string(site)}}
	der, err := x509.CreateCertificateRequest(rand.Reader, template, key)
	if err != nil {
		return nil, fail("make certificate request", string(site), fault.Internal, err)
	}
	return encode("CERTIFICATE REQUEST", der), nil
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
