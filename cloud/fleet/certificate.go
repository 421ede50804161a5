package fleet

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Fingerprint names a certificate: SHA-256 of its DER form.
type Fingerprint [sha256.Size]byte

// FingerprintOf returns the fingerprint of cert.
func FingerprintOf(cert *x509.Certificate) Fingerprint { return sha256.Sum256(cert.Raw) }

// String returns the fingerprint in lower-case hex.
func (f Fingerprint) String() string { return hex.EncodeToString(f[:]) }

// RecordCertificate makes cert admit site until it is revoked. Recording it
// again changes nothing. It fails as NotFound for an unknown site and as
// Conflict for a certificate of another site.
func (r *Registry) RecordCertificate(ctx context.Context, site energy.SiteID, cert *x509.Certificate, at time.Time) error {
	print := FingerprintOf(cert)
	do := func(tx *store.Tx) error {
		if err := mustExist(ctx, tx, "site", string(site)); err != nil {
			return err
		}
		const insert = `INSERT INTO certificate (fingerprint, site, serial, not_after) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`
		err := changed(tx.ExecContext(ctx, insert, print.String(), string(site), cert.SerialNumber.Text(16), cert.NotAfter.UnixMilli()))
		if holder, ok := r.index.certificate(print); errors.Is(err, errSame) && ok && holder.site != site {
			return &fault.Error{
				Op: "record certificate", Kind: fault.Conflict, Subject: print.String(),
				Err: errors.New("it belongs to site " + string(holder.site)), Hint: "enrol " + string(site) + " with a new key",
			}
		}
		return err
	}
	change := Change{At: at, Kind: CertificateRecorded, Subject: print.String()}
	return r.commit(ctx, change, do, func() { r.index.record(print, site) })
}

// Revoke bars a certificate for good. Doing it again changes nothing. It fails
// as NotFound for an unknown one. The caller cuts the site's live session.
func (r *Registry) Revoke(ctx context.Context, print Fingerprint, at time.Time) error {
	do := func(tx *store.Tx) error {
		if _, ok := r.index.certificate(print); !ok {
			return unknownCertificate(print)
		}
		const update = `UPDATE certificate SET revoked_at = $1 WHERE fingerprint = $2 AND revoked_at IS NULL`
		return changed(tx.ExecContext(ctx, update, at.UnixMilli(), print.String()))
	}
	change := Change{At: at, Kind: CertificateRevoked, Subject: print.String()}
	return r.commit(ctx, change, do, func() { r.index.revoke(print) })
}

// SiteOf returns the site a certificate admits, from memory. It fails as
// NotFound for an unknown certificate and as Denied for a revoked one.
func (r *Registry) SiteOf(print Fingerprint) (energy.SiteID, error) {
	held, ok := r.index.certificate(print)
	if !ok {
		return "", unknownCertificate(print)
	}
	if held.revoked {
		return "", &fault.Error{
			Op: "admit", Kind: fault.Denied, Subject: string(held.site),
			Err: errors.New("certificate " + print.String() + " is revoked"), Hint: "enrol the gateway again",
		}
	}
	return held.site, nil
}

// Certificates returns the fingerprints of a site's certificates that are not
// revoked, from memory, in no order.
func (r *Registry) Certificates(site energy.SiteID) []Fingerprint {
	return r.index.certificatesOf(site)
}

func unknownCertificate(print Fingerprint) error {
	return &fault.Error{
		Op: "admit", Kind: fault.NotFound, Subject: print.String(),
		Err: errors.New("unknown certificate"), Hint: "enrol the gateway with this cloud",
	}
}
