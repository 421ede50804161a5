package enroll

import (
	"context"
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"math/rand/v2"
	"os"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Papers are what a home is known by, and whom it trusts.
type Papers struct {
	Certificate tls.Certificate
	Authorities *x509.CertPool
	Dispatch    dispatchkey.Ring // whose orders it obeys
}

// Enroll returns the home's papers: those stored where they are valid, else new
// ones from the cloud. It tries again
// with jittered backoff while the cloud cannot be reached or is busy, until
// ctx ends. Kinds: Invalid and NotFound for configuration, Denied for a claim
// the cloud refuses, Corrupt for an answer that does not certify this home.
func Enroll(ctx context.Context, c Config) (Papers, error) {
	if err := c.Validate(); err != nil {
		return Papers{}, err
	}
	c = c.withDefaults()
	key, err := deviceKey(c.Dir)
	if err != nil {
		return Papers{}, err
	}
	if p, err := stored(c); err == nil {
		if papers, err := p.check(c.Site, key, time.Now()); err == nil {
			return papers, nil
		}
	}
	return renew(ctx, c, key)
}

func renew(ctx context.Context, c Config, key *ecdsa.PrivateKey) (Papers, error) {
	p, err := persist(ctx, c, key)
	if err != nil {
		return Papers{}, err
	}
	if c.CAFile != "" {
		if p.authority, err = os.ReadFile(c.CAFile); err != nil {
			return Papers{}, fail("read authority", c.CAFile, fault.NotFound, err)
		}
	}
	papers, err := p.check(c.Site, key, time.Now())
	if err != nil {
		return Papers{}, fail("enrol", string(c.Site), fault.Corrupt, err)
	}
	return papers, p.store(c.Dir)
}

// persist asks until there is an answer no repetition can change.
func persist(ctx context.Context, c Config, key *ecdsa.PrivateKey) (texts, error) {
	ask, err := prepare(c, key)
	if err != nil {
		return texts{}, err
	}
	for bound := c.BackoffMin; ; bound = min(2*bound, c.BackoffMax) {
		p, err := ask.post(ctx)
		if err == nil || !fault.KindOf(err).Retryable() {
			return p, err
		}
		select {
		case <-ctx.Done():
			return texts{}, err
		case <-time.After(time.Duration(rand.Float64() * float64(bound))):
		}
	}
}
