package identity

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/atomicfile"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

const (
	authorityFile = "authority.pem"
	blockCert     = "CERTIFICATE"
	blockKey      = "PRIVATE KEY"

	rootLife = 10 * 365 * 24 * time.Hour
	// backdate forgives gateways whose clock runs a little behind: many have
	// no battery-backed clock.
	backdate = 5 * time.Minute
)

// Authority signs certificates with the root it holds. It is safe for
// concurrent use.
type Authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// Open returns the authority kept in folder dir, making folder and root at
// first start. Key and certificate share one file, so that a power cut cannot
// leave one without the other. A file that others can read is refused as
// Unsafe, a damaged one as Corrupt; neither is ever overwritten.
func Open(dir string) (*Authority, error) {
	path := filepath.Join(dir, authorityFile)
	data, err := readPrivate(path)
	if errors.Is(err, fs.ErrNotExist) {
		data, err = create(path, time.Now())
	}
	if err != nil {
		return nil, err
	}
	return parseAuthority(path, data)
}

// CertPEM returns the root certificate: what gateways need to know the broker.
func (a *Authority) CertPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: blockCert, Bytes: a.cert.Raw})
}

// Roots returns a new pool that holds the root certificate alone.
func (a *Authority) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

func create(path string, now time.Time) ([]byte, error) {
	data, err := newRoot(now)
	if err != nil {
		return nil, &fault.Error{Op: "make certificate authority", Subject: path, Err: err}
	}
	return data, writePrivate(path, data)
}

func newRoot(now time.Time) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "Hearthgrid development CA"},
		NotBefore:    now.Add(-backdate), NotAfter: now.Add(rootLife),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	data := pem.EncodeToMemory(&pem.Block{Type: blockCert, Bytes: cert})
	return append(data, pem.EncodeToMemory(&pem.Block{Type: blockKey, Bytes: private})...), nil
}

func parseAuthority(path string, data []byte) (*Authority, error) {
	damaged := func(err error) error {
		return &fault.Error{
			Op: "open certificate authority", Kind: fault.Corrupt, Subject: path, Err: err,
			Hint: "restore it from a backup; removing it makes a new root, and every gateway must enrol again",
		}
	}
	certBlock, rest := pem.Decode(data)
	keyBlock, rest := pem.Decode(rest)
	if certBlock == nil || keyBlock == nil || certBlock.Type != blockCert || keyBlock.Type != blockKey || len(rest) != 0 {
		return nil, damaged(errors.New("want one certificate and one private key"))
	}
	cert, err := x509.ParseCertificate(certBlock.Bytes)
	if err != nil {
		return nil, damaged(err)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(keyBlock.Bytes)
	if err != nil {
		return nil, damaged(err)
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok || !cert.IsCA || !key.PublicKey.Equal(cert.PublicKey) {
		return nil, damaged(errors.New("the key is not that of the root certificate"))
	}
	return &Authority{cert: cert, key: key}, nil
}

// newSerial returns 127 random bits: unguessable, unique and, as RFC 5280
// section 4.1.2.2 asks, positive and within 20 octets.
func newSerial() (*big.Int, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	return serial.Add(serial, big.NewInt(1)), nil
}

// readPrivate reads a file that only its owner may read.
func readPrivate(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, &fault.Error{
			Op: "read secret", Kind: fault.Unsafe, Subject: path,
			Err:  errors.New("others may read it: mode " + mode.String()),
			Hint: "chmod 600, and replace the secret if the machine is shared",
		}
	}
	return os.ReadFile(path)
}

func writePrivate(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return atomicfile.Write(path, data, 0o600)
}
