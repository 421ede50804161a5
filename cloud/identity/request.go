package identity

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const maxRequest = 16 << 10

// checkRequest returns the request in csrPEM if it asks for nothing but a
// certificate of site: proof of its own P-256 key, no name but the site's, no
// extension. Refusing what we would ignore tells the sender that he errs.
func checkRequest(csrPEM []byte, site energy.SiteID) (*x509.CertificateRequest, error) {
	if len(csrPEM) > maxRequest {
		return nil, fmt.Errorf("request of %d bytes: want at most %d", len(csrPEM), maxRequest)
	}
	block, rest := pem.Decode(csrPEM)
	if block == nil || block.Type != "CERTIFICATE REQUEST" || len(bytes.TrimSpace(rest)) != 0 {
		return nil, errors.New("want exactly one PEM block CERTIFICATE REQUEST")
	}
	request, err := x509.ParseCertificateRequest(block.Bytes)
	if err != nil {
		return nil, err
	}
	if err := checkKey(request.PublicKey); err != nil {
		return nil, err
	}
	if err := request.CheckSignature(); err != nil {
		return nil, fmt.Errorf("bad signature: %w", err)
	}
	if err := checkSubject(request.Subject, site); err != nil {
		return nil, err
	}
	return request, checkExtensions(request.Extensions)
}

func checkKey(key any) error {
	k, ok := key.(*ecdsa.PublicKey)
	if !ok {
		return fmt.Errorf("weak or foreign key %T: want ECDSA P-256", key)
	}
	if k.Curve != elliptic.P256() {
		return fmt.Errorf("weak or foreign key on curve %s: want P-256", k.Curve.Params().Name)
	}
	return nil
}

func checkSubject(subject pkix.Name, site energy.SiteID) error {
	commonName := asn1.ObjectIdentifier{2, 5, 4, 3}
	for _, name := range subject.Names {
		if !name.Type.Equal(commonName) || name.Value != string(site) {
			return fmt.Errorf("name %v = %q: want only the common name %q", name.Type, fmt.Sprint(name.Value), site)
		}
	}
	return nil
}

func checkExtensions(extensions []pkix.Extension) error {
	basicConstraints := asn1.ObjectIdentifier{2, 5, 29, 19}
	alternativeNames := asn1.ObjectIdentifier{2, 5, 29, 17}
	for _, e := range extensions {
		switch {
		case e.Id.Equal(basicConstraints):
			return errors.New("asks for basic constraints, the CA flag")
		case e.Id.Equal(alternativeNames):
			return errors.New("asks for alternative names")
		default:
			return fmt.Errorf("asks for extension %v", e.Id)
		}
	}
	return nil
}
