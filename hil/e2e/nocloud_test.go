package e2e_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Gateways that never find a cloud keep their homes all the same: their
// registers follow the load, up and down.
func TestRow01_CloudNeverThereTheHomesLiveOnTheirOwn(t *testing.T) {
	t.Parallel()
	dir, nobody, town := t.TempDir(), freeAddresses(t, 2), newTown(t)
	away := gateway.Cloud{MQTT: nobody[0], Enroll: "http://" + nobody[1], ClaimFile: filepath.Join(dir, "claim")}
	homes := []*home{town.add(t, device.ACCoupled), town.add(t, device.Hybrid)}
	for _, h := range homes {
		startGateway(t, h, filepath.Join(dir, string(h.site)), away)
	}
	for _, load := range []energy.Watts{2000, 300} {
		for _, h := range homes {
			h.use(load)
		}
		await(t, fmt.Sprintf("command for %.0f W", load), 30*time.Second, func() string {
			for _, h := range homes {
				p, asked := h.commanded(t)
				grid := h.truth().Grid
				if !asked || (p-load).Abs() > 150 || grid.Abs() > 150 {
					return fmt.Sprintf("%s: registers say %.0f W (%t), the grid connection carries %.0f W", h.site, p, asked, grid)
				}
			}
			return ""
		})
	}
}
