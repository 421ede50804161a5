package server_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// identity enrols site and returns how it speaks to the broker.
func (c *cloud) identity(site string) *tls.Config {
	c.t.Helper()
	key := newKey(c.t)
	status, body := c.enrollKey(site, c.claim(), key)
	require.Equal(c.t, http.StatusOK, status, body)
	var given struct {
		Certificate string `json:"certificate_pem"`
		CA          string `json:"ca_pem"`
	}
	require.NoError(c.t, json.Unmarshal([]byte(body), &given))
	block, _ := pem.Decode([]byte(given.Certificate))
	roots := x509.NewCertPool()
	require.True(c.t, roots.AppendCertsFromPEM([]byte(given.CA)))
	return &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{{Certificate: [][]byte{block.Bytes}, PrivateKey: key}}}
}

// home connects site, which answers every question it is asked with what say
// returns, nil for nothing.
func (c *cloud) home(site energy.SiteID, say func(wire.Question) []wire.Explanation) paho.Client {
	c.t.Helper()
	client := paho.NewClient(paho.NewClientOptions().AddBroker("ssl://" + c.mqtt).SetClientID(string(site)).
		SetTLSConfig(c.identity(string(site))).SetProtocolVersion(4).SetAutoReconnect(false).SetConnectTimeout(waitTick))
	done := func(token paho.Token) {
		c.t.Helper()
		require.True(c.t, token.WaitTimeout(waitTick), "no answer of the broker")
		require.NoError(c.t, token.Error())
	}
	done(client.Connect())
	done(client.Subscribe(wire.SiteTopic(site, wire.LeafAsk), 0, func(_ paho.Client, m paho.Message) {
		q, err := wire.DecodeAsk(m.Payload())
		if err != nil {
			return // the question then has no answer, which fails the test
		}
		for _, e := range say(q) {
			if payload, err := wire.EncodeTold(e); err == nil {
				client.Publish(wire.SiteTopic(site, wire.LeafTold), 0, false, payload)
			}
		}
	}))
	return client
}

// TestAHomeExplainsItselfThroughTheCloud: over the real broker, and each answer
// of which it is not sure to be that home's own is not taken.
func TestAHomeExplainsItselfThroughTheCloud(t *testing.T) {
	c := start(t, filepath.Join(t.TempDir(), "state"))
	defer c.end()
	ticked := time.UnixMilli(time.Now().Add(-time.Hour).UnixMilli()).UTC()
	decision := energy.Decision{
		State: energy.Limited, Layer: energy.Dispatch, Bounds: energy.BoundExport, Order: 7, LeaseLeft: 9 * time.Second,
		Approved: energy.WantPower(0),
	}
	decision.Wants[energy.Dispatch] = energy.WantPower(1500)
	told := func(q wire.Question, site energy.SiteID) wire.Explanation {
		return wire.Explanation{
			ID: q.ID, Site: site, Boot: 3, Kept: q.At.IsZero() || !q.At.Before(ticked), Decision: decision,
			Snapshot: energy.Snapshot{At: ticked, Grid: energy.Read(energy.Watts(-250), ticked)}, Sentence: "because\x1b[2J",
		}
	}
	home := c.home("home-1", func(q wire.Question) []wire.Explanation {
		lie := told(q, "home-2")
		lie.Sentence = "a lie"
		return []wire.Explanation{lie, told(q, "home-1")}
	})
	get := func(query string, status int, has ...string) (e api.Explanation) {
		t.Helper()
		got, body := c.get("/api/v1/sites/home-1/explain" + query)
		require.Equal(t, status, got, body)
		for _, h := range has {
			require.Contains(t, body, h)
		}
		require.NoError(t, json.Unmarshal([]byte(body), &e))
		return e
	}
	e := get("", 200, `"asked_at":null`, `"approved_w":0`, `"curtail_w":null`, `"pv_w":{"value":null`)
	require.Equal(t, []any{"because[2J", ticked, "newest", uint64(3)}, []any{e.Sentence, e.At, e.Match, e.Boot})
	zero := energy.Watts(0)
	require.Equal(t, api.Decision{
		State: "limited", Layer: "dispatch", Wants: map[string]energy.Watts{"dispatch": 1500}, Approved: &zero,
		Bounds: []string{"export"}, Order: 7, LeaseMS: 9000,
	}, e.Decision)
	require.InDelta(t, -250, *e.Readings["grid_w"].Value, 0)

	at := func(t time.Time) string { return "?at=" + t.Format(time.RFC3339Nano) }
	require.Equal(t, "exact", get(at(ticked), 200).Match)
	e = get(at(ticked.Add(time.Second)), 200)
	require.Equal(t, []any{"nearest", ticked}, []any{e.Match, e.At})
	get(at(ticked.Add(-time.Second)), 404, `"kind":"not_found"`, "later time")

	home.Disconnect(0)
	require.Eventually(t, func() bool {
		_, body := c.get("/api/v1/counters")
		var n api.Counters
		require.NoError(t, json.Unmarshal([]byte(body), &n))
		return n.Fleet.Connected == 0 && n.Ask.Answered == 4 && n.Ingest.Refused["other_site"] == 4
	}, waitTick, lookEach)
	get("", 503, `"kind":"unreachable"`)
	status, body := c.get("/api/v1/sites/home-9/explain")
	require.Equal(t, 404, status, body)
}
