package server_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/server"
)

// cloud is a server that runs in this process.
type cloud struct {
	t     *testing.T
	dir   string
	url   string
	mqtt  string
	stop  context.CancelFunc
	ended chan error
}

// settings put a server on free ports.
func settings(dir string) server.Config {
	c := server.Defaults()
	c.StateDir, c.HTTP, c.MQTT = dir, "127.0.0.1:0", "127.0.0.1:0"
	return c
}

// start starts a server in dir and waits until it says that it is ready.
func start(t *testing.T, dir string) *cloud {
	ctx, stop := context.WithCancel(context.Background())
	c := &cloud{t: t, dir: dir, stop: stop, ended: make(chan error, 1)}
	ready := make(readiness, 1)
	go func() {
		c.ended <- server.Run(ctx, settings(dir), slog.New(slog.NewJSONHandler(ready, nil)))
	}()
	select {
	case line := <-ready:
		c.url, c.mqtt = "http://"+line.HTTP, line.MQTT
	case err := <-c.ended:
		require.FailNow(t, "ended before it was ready", "%v", err)
	}
	return c
}

// end stops the server and wants no error of it.
func (c *cloud) end() {
	c.t.Helper()
	http.DefaultClient.CloseIdleConnections()
	c.stop()
	require.NoError(c.t, <-c.ended)
}

// readiness passes on the log's line that says ready.
type readiness chan ready

type ready struct {
	Msg  string
	HTTP string
	MQTT string
}

func (r readiness) Write(b []byte) (int, error) {
	var line ready
	if json.Unmarshal(b, &line) == nil && line.Msg == "ready" {
		r <- line
	}
	return len(b), nil
}

// get returns the status and body of an answer.
func (c *cloud) get(path string) (int, string) {
	c.t.Helper()
	response, err := http.Get(c.url + path)
	require.NoError(c.t, err)
	defer response.Body.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(response.Body)
	require.NoError(c.t, err)
	return response.StatusCode, b.String()
}

// enroll asks for a certificate of site with claim.
func (c *cloud) enroll(site, claim string) (int, string) {
	c.t.Helper()
	return c.enrollKey(site, claim, newKey(c.t))
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return key
}

// enrollKey asks for a certificate of site that is for key.
func (c *cloud) enrollKey(site, claim string, key *ecdsa.PrivateKey) (int, string) {
	c.t.Helper()
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: site}}, key)
	require.NoError(c.t, err)
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: csr})
	body, err := json.Marshal(map[string]string{"site": site, "csr_pem": string(text)})
	require.NoError(c.t, err)
	request, err := http.NewRequest(http.MethodPost, c.url+"/api/v1/enroll", bytes.NewReader(body))
	require.NoError(c.t, err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+claim)
	response, err := http.DefaultClient.Do(request)
	require.NoError(c.t, err)
	defer response.Body.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(response.Body)
	require.NoError(c.t, err)
	return response.StatusCode, b.String()
}

func (c *cloud) claim() string {
	c.t.Helper()
	text, err := os.ReadFile(filepath.Join(c.dir, "claim"))
	require.NoError(c.t, err)
	return strings.TrimSpace(string(text))
}
