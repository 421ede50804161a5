package identity

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"net"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

const (
	gatewayLife = 60 * 24 * time.Hour
	serverLife  = 397 * 24 * time.Hour
)

// SignGateway returns the certificate, PEM, of the gateway at site for the key
// in csrPEM. It is good for 60 days and client authentication only. It refuses
// as Invalid a request that asks for more than that: see checkRequest.
func (a *Authority) SignGateway(csrPEM []byte, site energy.SiteID) (certPEM []byte, err error) {
	if _, err := energy.ParseSiteID(string(site)); err != nil {
		return nil, refuse(site, err)
	}
	request, err := checkRequest(csrPEM, site)
	if err != nil {
		return nil, refuse(site, err)
	}
	template, err := a.leaf(string(site), time.Now(), gatewayLife)
	if err != nil {
		return nil, &fault.Error{Op: "sign gateway", Subject: string(site), Err: err}
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, request.PublicKey, a.key)
	if err != nil {
		return nil, &fault.Error{Op: "sign gateway", Subject: string(site), Err: err}
	}
	return pem.EncodeToMemory(&pem.Block{Type: blockCert, Bytes: der}), nil
}

// ServerCertificate returns a certificate with a fresh key for the broker at
// hosts, each a DNS name or an IP address. The key is in memory only: every
// start makes another, and gateways trust the root, not the leaf.
func (a *Authority) ServerCertificate(hosts ...string) (tls.Certificate, error) {
	if len(hosts) == 0 {
		return tls.Certificate{}, &fault.Error{
			Op: "make server certificate", Kind: fault.Invalid, Hint: "name at least one host, such as localhost",
		}
	}
	cert, err := a.newServer(hosts, time.Now())
	if err != nil {
		return tls.Certificate{}, &fault.Error{Op: "make server certificate", Subject: hosts[0], Err: err}
	}
	return cert, nil
}

func (a *Authority) newServer(hosts []string, now time.Time) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template, err := a.leaf(hosts[0], now, serverLife)
	if err != nil {
		return tls.Certificate{}, err
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key.Public(), a.key)
	if err != nil {
		return tls.Certificate{}, err
	}
	cert, err := x509.ParseCertificate(der)
	return tls.Certificate{Certificate: [][]byte{der, a.cert.Raw}, PrivateKey: key, Leaf: cert}, err
}

// leaf never outlives the root: a longer certificate could not be verified.
func (a *Authority) leaf(name string, now time.Time, life time.Duration) (*x509.Certificate, error) {
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	end := now.Add(life)
	if end.After(a.cert.NotAfter) {
		end = a.cert.NotAfter
	}
	return &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name},
		NotBefore: now.Add(-backdate), NotAfter: end,
		KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
	}, nil
}

func refuse(site energy.SiteID, err error) error {
	return &fault.Error{
		Op: "sign gateway", Kind: fault.Invalid, Subject: string(site), Err: err,
		Hint: "send a PKCS #10 request with a new ECDSA P-256 key, common name = site, and nothing else",
	}
}
