package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// enter has the registry take rows of a sheet.
func (c *cloud) enter(t *testing.T, rows ...string) {
	t.Helper()
	const columns = "record,group,kind,site,part,device,name,value,source,stated,from,to\n"
	response, err := c.client.Post("http://"+c.http+"/api/v1/fleet/import", "text/csv", strings.NewReader(columns+strings.Join(rows, "\n")+"\n"))
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
}

// Three of six homes come to be under a feeder that may export 4 kW, while the plant
// gives what it is asked for. From then on the feeder's true power is inside its limit,
// the others make up for it, and the API names the limit that binds.
func TestRow45_AFeederGetsALimitWhileThePlantServes(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	var all []*home
	for range 6 {
		all = append(all, s.light(t, device.ACCoupled))
	}
	here := all[:3]
	s.joined(t, len(all))
	const target, limit energy.Watts = 12_000, 4000
	s.cloud.ask(t, target)
	follows(t, "target", target, 30*time.Second, all...)

	from := time.Now().Add(-time.Minute).UTC().Format(time.RFC3339)
	rows := []string{"group,feeder-7,feeder,,,,,,,," + from + ",", "limit,feeder-7,,,,,export_kw,4,,," + from + ","}
	for _, h := range here {
		rows = append(rows, "member,feeder-7,,"+string(h.site)+",,,,,,,"+from+",")
	}
	s.cloud.enter(t, rows...)
	flows := func() (sum energy.Watts) {
		for _, h := range here {
			sum += h.truth().Grid
		}
		return sum
	}
	await(t, "the feeder inside its limit", 15*time.Second, func() string {
		return unless(flows() <= limit, fmt.Sprintf("%.0f W", flows()))
	})
	inside := time.Now()
	await(t, "the target, with what is elsewhere", 40*time.Second, func() string {
		require.LessOrEqual(t, flows(), limit)
		now := battery(all...)
		return unless((now-target).Abs() < target/20 && time.Since(inside) > 20*time.Second, fmt.Sprintf("%.0f W", now))
	})
	p, err := s.cloud.plant()
	require.NoError(t, err)
	require.Len(t, p.Limits, 1)
	require.Equal(t, "feeder-7", p.Limits[0].Group)
	require.Equal(t, api.LimitUp, p.Limits[0].Direction)
	require.Positive(t, p.Limits[0].Price)
}
