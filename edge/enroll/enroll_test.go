package enroll_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/enroll"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// office signs requests and hands out the ring dispatch; busy answers that many
// with 503 first.
type office struct {
	t        *testing.T
	key      *ecdsa.PrivateKey
	ca       *x509.Certificate
	dispatch string
	busy     int
	asked    int
	bodies   [][]byte
}

func newOffice(t *testing.T) (*office, enroll.Config) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	o := &office{t: t, key: key, ca: ca}
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	claim := filepath.Join(t.TempDir(), "claim")
	require.NoError(t, os.WriteFile(claim, []byte("secret\n"), 0o600))
	return o, enroll.Config{Dir: filepath.Join(t.TempDir(), "state"), Site: "home-1", URL: server.URL, ClaimFile: claim, BackoffMin: time.Millisecond, BackoffMax: time.Millisecond}
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	o.asked, o.bodies = o.asked+1, append(o.bodies, body)
	if o.asked <= o.busy {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if r.Header.Get("Authorization") != "Bearer secret" {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	var ask struct {
		CSR string `json:"csr_pem"`
	}
	_ = json.Unmarshal(body, &ask)
	block, _ := pem.Decode([]byte(ask.CSR))
	csr, _ := x509.ParseCertificateRequest(block.Bytes)
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: csr.Subject.CommonName}, NotBefore: o.ca.NotBefore, NotAfter: o.ca.NotAfter, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	caDER, _ := x509.CreateCertificate(rand.Reader, o.ca, o.ca, &o.key.PublicKey, o.key)
	ca, _ := x509.ParseCertificate(caDER)
	der, _ := x509.CreateCertificate(rand.Reader, leaf, ca, csr.PublicKey, o.key)
	text := func(d []byte) string { return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: d})) }
	_ = json.NewEncoder(w).Encode(map[string]string{"certificate_pem": text(der), "ca_pem": text(caDER), "dispatch_keys": o.dispatch})
}

func TestEnrollOnceThenUsesWhatIsStored(t *testing.T) {
	o, c := newOffice(t)
	o.busy = 2
	papers, err := enroll.Enroll(context.Background(), c)
	require.NoError(t, err)
	require.Equal(t, "home-1", papers.Certificate.Leaf.Subject.CommonName)
	require.NotNil(t, papers.Authorities)
	require.Equal(t, 3, o.asked)
	again, err := enroll.Enroll(context.Background(), c)
	require.NoError(t, err)
	require.Equal(t, papers.Certificate.Certificate, again.Certificate.Certificate)
	require.Equal(t, 3, o.asked)
}

func TestFault039_KeyNeverLeavesTheDevice(t *testing.T) {
	o, c := newOffice(t)
	papers, err := enroll.Enroll(context.Background(), c)
	require.NoError(t, err)
	info, err := os.Stat(filepath.Join(c.Dir, "key.pem"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	secret, err := papers.Certificate.PrivateKey.(*ecdsa.PrivateKey).Bytes()
	require.NoError(t, err)
	for _, body := range o.bodies {
		var ask map[string]string
		require.NoError(t, json.Unmarshal(body, &ask))
		require.Len(t, ask, 2)
		block, rest := pem.Decode([]byte(ask["csr_pem"]))
		require.Empty(t, rest)
		require.Equal(t, "CERTIFICATE REQUEST", block.Type)
		require.NotContains(t, string(block.Bytes), string(secret))
	}
}

func TestFault035_WrongClaimIsDeniedAndNotRepeated(t *testing.T) {
	o, c := newOffice(t)
	require.NoError(t, os.WriteFile(c.ClaimFile, []byte("guess"), 0o600))
	_, err := enroll.Enroll(context.Background(), c)
	require.Equal(t, fault.Denied, fault.KindOf(err))
	require.Equal(t, 1, o.asked)
}

func TestAHomeLearnsWhoseOrdersToObey(t *testing.T) {
	o, c := newOffice(t)
	key, err := dispatchkey.New()
	require.NoError(t, err)
	o.dispatch = key.Ring().String()
	papers, err := enroll.Enroll(context.Background(), c)
	require.NoError(t, err)
	require.Equal(t, key.Ring(), papers.Dispatch)

	require.NoError(t, os.Remove(filepath.Join(c.Dir, "dispatch-keys")))
	again, err := enroll.Enroll(context.Background(), c)
	require.NoError(t, err)
	require.Equal(t, key.Ring(), again.Dispatch)
	require.Equal(t, 2, o.asked)

	require.NoError(t, os.WriteFile(filepath.Join(c.Dir, "dispatch-keys"), []byte("nonsense"), 0o600))
	o.dispatch = "nonsense"
	_, err = enroll.Enroll(context.Background(), c)
	require.Equal(t, fault.Corrupt, fault.KindOf(err))
	require.ErrorContains(t, err, "dispatch keys: line 1")
}

func TestPlainHTTPOnlyToThisMachine(t *testing.T) {
	_, c := newOffice(t)
	c.URL = "http://cloud.example"
	require.Equal(t, fault.Invalid, fault.KindOf(c.Validate()))
}

func TestNextBootRises(t *testing.T) {
	dir := t.TempDir()
	f := func(now int64, want uint64) {
		t.Helper()
		boot, err := enroll.NextBoot(dir, time.Unix(now, 0))
		require.NoError(t, err)
		require.Equal(t, want, boot)
	}
	f(1000, 1000)
	f(1000, 1001)
	f(0, 1002)
	f(5000, 5000)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "boot"), []byte("x"), 0o600))
	_, err := enroll.NextBoot(dir, time.Unix(9000, 0))
	require.Equal(t, fault.Corrupt, fault.KindOf(err))
}
