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
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// texts are papers as they travel and are kept: a certificate chain and its
// authorities, both PEM, and the dispatch keys.
type texts struct {
	certificate, authority, dispatch []byte
}

// The files of the papers.
const (
	certificateFile = "cert.pem"
	authorityFile   = "ca.pem"
	dispatchFile    = "dispatch-keys"
)

func stored(c Config) (texts, error) {
	certificate, err := os.ReadFile(filepath.Join(c.Dir, certificateFile))
	if err != nil {
		return texts{}, err
	}
	dispatch, err := os.ReadFile(filepath.Join(c.Dir, dispatchFile))
	if err != nil {
		return texts{}, err
	}
	path := c.CAFile
	if path == "" {
		path = filepath.Join(c.Dir, authorityFile)
	}
	authority, err := os.ReadFile(path)
	return texts{certificate, authority, dispatch}, err
}

// store writes the certificate last: it is never there without whom to trust.
func (p texts) store(dir string) error {
	for _, f := range []struct {
		name string
		text []byte
	}{{authorityFile, p.authority}, {dispatchFile, p.dispatch}, {certificateFile, p.certificate}} {
		if err := atomicfile.Write(filepath.Join(dir, f.name), f.text, 0o600); err != nil {
			return fail("store", filepath.Join(dir, f.name), fault.Internal, err)
		}
	}
	return nil
}

// check returns the papers that p makes with key, or why it makes none for
// site. A certificate of the future is taken: after a power cut the likelier
// error is the clock of the home.
func (p texts) check(site energy.SiteID, key *ecdsa.PrivateKey, now time.Time) (Papers, error) {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(p.authority) {
		return Papers{}, errors.New("authority holds no certificate")
	}
	ring, err := dispatchkey.ParseRing(string(p.dispatch))
	if err != nil {
		return Papers{}, err
	}
	chain, err := p.chain(key)
	if err != nil {
		return Papers{}, err
	}
	return Papers{Certificate: chain, Authorities: pool, Dispatch: ring}, verify(chain, pool, site, key, now)
}

func (p texts) chain(key *ecdsa.PrivateKey) (tls.Certificate, error) {
	chain := tls.Certificate{PrivateKey: key}
	for block, rest := pem.Decode(p.certificate); block != nil; block, rest = pem.Decode(rest) {
		chain.Certificate = append(chain.Certificate, block.Bytes)
	}
	if len(chain.Certificate) == 0 {
		return chain, errors.New("no certificate in the answer")
	}
	leaf, err := x509.ParseCertificate(chain.Certificate[0])
	chain.Leaf = leaf
	return chain, err
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
