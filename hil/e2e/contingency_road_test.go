package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// armable adds a home whose gateway process may be armed.
func (s *system) armable(t *testing.T, shape device.Shape) (*home, *process) {
	t.Helper()
	h := s.town.add(t, shape)
	return h, s.bootArmable(t, h)
}

// bootArmable boots a gateway that may be armed with up to its battery's power.
func (s *system) bootArmable(t *testing.T, h *home) *process {
	t.Helper()
	file := writeGatewayFile(t, h, s.homeDir(h), s.cloud.link())
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	agreed := fmt.Sprintf("\n[control.armable]\nnominal_hz = 50\npower_w = %v\n", float64(batteryRating))
	require.NoError(t, os.WriteFile(file, append(text, agreed...), 0o600))
	return startRole(t, "gateway", file)
}

// frequency keeps the grid of the town at a frequency from now on.
func (w *town) frequency(f energy.Hertz) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held = f
}

// armed waits until so many of the homes tell that they are.
func (c *cloud) armed(t *testing.T, n int, within time.Duration, homes ...*home) {
	t.Helper()
	await(t, fmt.Sprintf("%d homes armed", n), within, func() string {
		seen := 0
		for _, h := range homes {
			var v api.Site
			require.NoError(t, c.do(http.MethodGet, "/api/v1/sites/"+string(h.site), nil, &v))
			if v.Arm != nil && *v.Arm != 0 {
				seen++
			}
		}
		return unless(seen == n, fmt.Sprintf("%d of %d are", seen, len(homes)))
	})
}

// TestRow28_Row49_ACallArmsHomesThatAnswerWithTheCloudKilled, each by its own frequency and
// on its curve; a gateway that was killed meanwhile does not, and what the cloud finds when
// it is back, and the call's end, it brings about.
func TestRow28_Row49_ACallArmsHomesThatAnswerWithTheCloudKilled(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	one, _ := s.armable(t, device.ACCoupled)
	two, _ := s.armable(t, device.Hybrid)
	three, gateway := s.armable(t, device.ACCoupled)
	plain := s.light(t, device.ACCoupled)
	homes := []*home{one, two, three}
	s.town.frequency(50)
	s.joined(t, 4)
	s.zoned(t, 1000, 6000, 0, one, two, three, plain)
	s.cloud.enrol(t, "fcr")
	r := request("stand", "fcr", plantID, 9600, 9600, time.Hour)
	s.cloud.capped(t, r)
	var plan api.Plan
	require.NoError(t, json.Unmarshal([]byte(s.cloud.must(t, "POST", "/api/v1/calls", r)), &plan))
	require.Equal(t, 3, plan.Call.Homes, "one takes no arms")
	share := s.cloud.call(t, "stand").Claims[0].Up
	s.cloud.armed(t, 3, 30*time.Second, homes...)

	s.cloud.process.kill()
	gateway.kill()
	s.town.frequency(49.61)
	follows(t, "all that two homes are armed with, beside their balance", 2*(share+ownLoad), 30*time.Second, one, two)
	require.Less(t, plain.truth().Battery, 2*ownLoad)
	s.town.frequency(50.1)
	follows(t, "half of it the other way", 2*(ownLoad-share/2), 30*time.Second, one, two)
	selfSufficient(t, 0, three)

	s.town.frequency(50)
	s.bootArmable(t, three)
	s.cloud.start(t)
	s.cloud.armed(t, 3, backIn+20*time.Second, homes...)
	s.cloud.must(t, "POST", "/api/v1/calls/stand/stop", nil)
	s.cloud.armed(t, 0, 30*time.Second, homes...)
	s.town.frequency(49.61)
	follows(t, "homes that are on their own", 3*ownLoad, 20*time.Second, homes...)
}
