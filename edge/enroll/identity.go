package enroll

import (
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/atomicfile"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// papers are a certificate chain and its authorities, both PEM.
type papers struct {
	certificate, authority []byte
}

func stored(c Config) (papers, error) {
	certificate, err := os.ReadFile(filepath.Join(c.Dir, "cert.pem"))
	if err != nil {
		return papers{}, err
	}
	path := c.CAFile
	if path == "" {
		path = filepath.Join(c.Dir, "ca.pem")
	}
	authority, err := os.ReadFile(path)
	return papers{certificate, authority}, err
}

// store writes the authority first: a certificate is never there without it.
func (p papers) store(dir string) error {
	if err := atomicfile.Write(filepath.Join(dir, "ca.pem"), p.authority, 0o600); err != nil {
		return fail("store authority", dir, fault.Internal, err)
	}
	if err := atomicfile.Write(filepath.Join(dir, "cert.pem"), p.certificate, 0o600); err != nil {
		return fail("store certificate", dir, fault.Internal, err)
	}
	return nil
}

// check returns the identity p makes with key, or why it makes none for site.
// A certificate of the future is taken: after a power cut the likelier error
// is the clock of the home.
func (p papers) check(site energy.SiteID, key *ecdsa.PrivateKey, now time.Time) (tls.Certificate, *x509.CertPool, error) {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(p.authority) {
		return tls.Certificate{}, nil, errors.New("authority holds no certificate")
	}
	chain := tls.Certificate{PrivateKey: key}
	for block, rest := pem.Decode(p.certificate); block != nil; block, rest = pem.Decode(rest) {
		chain.Certificate = append(chain.Certificate, block.Bytes)
	}
	if len(chain.Certificate) == 0 {
		return tls.Certificate{}, nil, errors.New("no certificate in the answer")
	}
	leaf, err := x509.ParseCertificate(chain.Certificate[0])
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	chain.Leaf = leaf
	return chain, pool, verify(chain, pool, site, key, now)
}

func verify(chain tls.Certificate, pool *x509.CertPool, site energy.SiteID, key *ecdsa.PrivateKey, now time.Time) error {
	leaf := chain.Leaf
	if !key.PublicKey.Equal(leaf.PublicKey) {
		return errors.New("certificate is for another key")
	}
	if leaf.Subject.CommonName != string(site) {
		return fmt.Errorf("certificate is for %q, not %q", leaf.Subject.CommonName, site)
	}
	if now.After(leaf.NotAfter) {
		return fmt.Errorf("certificate ended at %s", leaf.NotAfter.Format(time.RFC3339))
	}
	between := x509.NewCertPool()
	for _, der := range chain.Certificate[1:] {
		if c, err := x509.ParseCertificate(der); err == nil {
			between.AddCert(c)
		}
	}
	_, err := leaf.Verify(x509.VerifyOptions{
		Roots: pool, Intermediates: between, CurrentTime: later(now, leaf.NotBefore),
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	return err
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
