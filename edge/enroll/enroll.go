package enroll

import (
	"context"
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"math/rand/v2"
	"os"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Enroll returns the home's certificate and the authorities it trusts: those
// stored where they are valid, else new ones from the cloud. It tries again
// with jittered backoff while the cloud cannot be reached or is busy, until
// ctx ends. Kinds: Invalid and NotFound for configuration, Denied for a claim
// the cloud refuses, Corrupt for an answer that does not certify this home.
func Enroll(ctx context.Context, c Config) (tls.Certificate, *x509.CertPool, error) {
	if err := c.Validate(); err != nil {
		return tls.Certificate{}, nil, err
	}
	c = c.withDefaults()
	key, err := deviceKey(c.Dir)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	if p, err := stored(c); err == nil {
		if cert, pool, err := p.check(c.Site, key, time.Now()); err == nil {
			return cert, pool, nil
		}
	}
	return renew(ctx, c, key)
}

func renew(ctx context.Context, c Config, key *ecdsa.PrivateKey) (tls.Certificate, *x509.CertPool, error) {
	p, err := persist(ctx, c, key)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	if c.CAFile != "" {
		if p.authority, err = os.ReadFile(c.CAFile); err != nil {
			return tls.Certificate{}, nil, fail("read authority", c.CAFile, fault.NotFound, err)
		}
	}
	cert, pool, err := p.check(c.Site, key, time.Now())
	if err != nil {
		return tls.Certificate{}, nil, fail("enrol", string(c.Site), fault.Corrupt, err)
	}
	return cert, pool, p.store(c.Dir)
}

// persist asks until there is an answer no repetition can change.
func persist(ctx context.Context, c Config, key *ecdsa.PrivateKey) (papers, error) {
	ask, err := prepare(c, key)
	if err != nil {
		return papers{}, err
	}
	for bound := c.BackoffMin; ; bound = min(2*bound, c.BackoffMax) {
		p, err := ask.post(ctx)
		if err == nil || !fault.KindOf(err).Retryable() {
			return p, err
		}
		select {
		case <-ctx.Done():
			return papers{}, err
		case <-time.After(time.Duration(rand.Float64() * float64(bound))):
		}
	}
}
