package enroll

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// answerLimit is the most bytes of an answer that are read.
const answerLimit = 64 << 10

// ask is one enrolment request, ready to be sent as often as needed.
type ask struct {
	client *http.Client
	url    string
	claim  string
	body   []byte
}

func prepare(c Config, key *ecdsa.PrivateKey) (*ask, error) {
	claim, err := os.ReadFile(c.ClaimFile)
	if err != nil {
		return nil, fail("read claim", c.ClaimFile, fault.NotFound, err)
	}
	csr, err := request(c.Site, key)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(map[string]string{"site": string(c.Site), "csr_pem": string(csr)})
	if err != nil {
		return nil, fail("enrol", string(c.Site), fault.Internal, err)
	}
	client, err := httpClient(c)
	return &ask{
		client: client, url: strings.TrimSuffix(c.URL, "/") + "/api/v1/enroll",
		claim: strings.TrimSpace(string(claim)), body: body,
	}, err
}

// httpClient follows no redirect, for it would carry the claim elsewhere.
func httpClient(c Config) (*http.Client, error) {
	conf := &tls.Config{MinVersion: tls.VersionTLS12}
	if c.CAFile != "" {
		data, err := os.ReadFile(c.CAFile)
		if err != nil {
			return nil, fail("read authority", c.CAFile, fault.NotFound, err)
		}
		conf.RootCAs = x509.NewCertPool()
		conf.RootCAs.AppendCertsFromPEM(data)
	}
	return &http.Client{
		Timeout:       c.Timeout,
		Transport:     &http.Transport{TLSClientConfig: conf, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}

func (a *ask) post(ctx context.Context) (texts, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url, bytes.NewReader(a.body))
	if err != nil {
		return texts{}, fail("enrol at", a.url, fault.Invalid, err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+a.claim)
	resp, err := a.client.Do(req)
	if err != nil {
		return texts{}, fail("enrol at", a.url, fault.Unreachable, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusCreated {
		return texts{}, fail("enrol at", a.url, kindOf(resp.StatusCode), fmt.Errorf("answered %s", resp.Status))
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit+1))
	if err != nil {
		return texts{}, fail("enrol at", a.url, fault.Unreachable, err)
	}
	return parse(data)
}

func kindOf(status int) fault.Kind {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return fault.Denied
	case status == http.StatusTooManyRequests, status >= 500:
		return fault.Busy
	case status == http.StatusConflict:
		return fault.Conflict
	}
	return fault.Invalid
}

func parse(data []byte) (texts, error) {
	var answer struct {
		Certificate string `json:"certificate_pem"`
		Authority   string `json:"ca_pem"`
		Dispatch    string `json:"dispatch_keys"`
	}
	if len(data) > answerLimit {
		return texts{}, fail("read enrolment answer", "", fault.Corrupt, fmt.Errorf("longer than %d bytes", answerLimit))
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		return texts{}, fail("read enrolment answer", "", fault.Corrupt, err)
	}
	return texts{[]byte(answer.Certificate), []byte(answer.Authority), []byte(answer.Dispatch)}, nil
}
