package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// cloud is a hearth-cloud process and its public face.
type cloud struct {
	dir, http, mqtt string
	process         *process
	client          http.Client
}

const (
	plantID    = "e2e"
	readyIn    = 30 * time.Second
	answerIn   = 5 * time.Second
	targetLife = 10 * time.Minute // longer than any story
)

// newCloud starts a cloud on new state and waits until it is ready.
func newCloud(t *testing.T, dir string) *cloud {
	t.Helper()
	addresses := freeAddresses(t, 2)
	c := &cloud{dir: dir, http: addresses[0], mqtt: addresses[1], client: http.Client{Timeout: answerIn}}
	require.NoError(t, os.MkdirAll(dir, 0o700))
	text := fmt.Sprintf("state_dir = %q\nhttp = %q\nmqtt = %q\n\n[enroll]\njoin_plant = %q\n", dir, c.http, c.mqtt, plantID)
	require.NoError(t, os.WriteFile(c.file(), []byte(text), 0o600))
	c.start(t)
	return c
}

func (c *cloud) file() string { return filepath.Join(c.dir, "cloud.toml") }

// start starts the process, anew after a kill, and waits until it is ready.
func (c *cloud) start(t *testing.T) {
	t.Helper()
	c.process = startRole(t, "cloud", c.file())
	await(t, "cloud ready", readyIn, func() string {
		select {
		case <-c.process.Done():
			t.Fatalf("the cloud ended while it started: %v", c.process.Err())
		default:
		}
		return missing(c.do(http.MethodGet, "/readyz", nil, nil))
	})
}

// missing words an error for await.
func missing(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// link is what a gateway needs to know of the cloud.
func (c *cloud) link() gateway.Cloud {
	return gateway.Cloud{MQTT: c.mqtt, Enroll: "http://" + c.http, ClaimFile: filepath.Join(c.dir, "claim")}
}

// plant returns the plant as the API shows it.
func (c *cloud) plant() (p api.Plant, err error) {
	return p, c.do(http.MethodGet, "/api/v1/plants/"+plantID, nil, &p)
}

// site returns a home as the API shows it.
func (c *cloud) site(id energy.SiteID) (s api.Site, err error) {
	return s, c.do(http.MethodGet, "/api/v1/sites/"+string(id), nil, &s)
}

// ask asks the plant for p.
func (c *cloud) ask(t *testing.T, p energy.Watts) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"power_w": p, "for_ms": targetLife.Milliseconds()})
	require.NoError(t, err)
	require.NoError(t, c.do(http.MethodPut, "/api/v1/plants/"+plantID+"/target", bytes.NewReader(body), nil))
}

func (c *cloud) do(method, path string, body io.Reader, into any) error {
	request, err := http.NewRequest(method, "http://"+c.http+path, body)
	if err != nil {
		return err
	}
	response, err := c.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return err
	case response.StatusCode != http.StatusOK:
		return fmt.Errorf("%s: %s", response.Status, text)
	case into == nil:
		return nil
	}
	return json.Unmarshal(text, into)
}

// freeAddresses returns n loopback addresses that nobody uses. They are below
// the ports that the kernel gives to outgoing connections: one of those could
// take the cloud's port while the cloud is dead.
func freeAddresses(t *testing.T, n int) []string {
	t.Helper()
	var list []string
	for len(list) < n {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(12_000)))
		if err != nil {
			continue
		}
		defer l.Close() // all stay taken until all are known
		list = append(list, l.Addr().String())
	}
	return list
}
