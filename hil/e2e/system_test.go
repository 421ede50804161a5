package e2e_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// system is a cloud, and homes with their gateways.
type system struct {
	dir   string
	town  *town
	cloud *cloud
}

// newSystem starts a cloud without homes, in a folder of its own.
func newSystem(t *testing.T) *system {
	t.Helper()
	dir := t.TempDir()
	return &system{dir: dir, town: newTown(t), cloud: newCloud(t, filepath.Join(dir, "cloud"))}
}

func (s *system) homeDir(h *home) string { return filepath.Join(s.dir, string(h.site)) }

// served adds a home with a gateway process, which reads it over Modbus TCP.
func (s *system) served(t *testing.T, shape device.Shape) (*home, *process) {
	t.Helper()
	h := s.town.add(t, shape)
	return h, s.boot(t, h)
}

// boot starts the home's gateway, anew after a kill.
func (s *system) boot(t *testing.T, h *home) *process {
	t.Helper()
	return startGateway(t, h, s.homeDir(h), s.cloud.link())
}

// light adds a home whose gateway runs in this process.
func (s *system) light(t *testing.T, shape device.Shape) *home {
	t.Helper()
	h := s.town.add(t, shape)
	runGateway(t, h, s.homeDir(h), s.cloud.link())
	return h
}

// joinIn is how long a home takes from nothing until it can be commanded:
// enrolment, the search for its devices, and three seconds in which all is well.
const joinIn = 40 * time.Second

// joined waits until the plant offers the whole power of n homes.
func (s *system) joined(t *testing.T, n int) {
	t.Helper()
	all := energy.Watts(n) * batteryRating
	await(t, fmt.Sprintf("%d homes to command", n), joinIn, func() string {
		p, err := s.cloud.plant()
		if err != nil {
			return err.Error()
		}
		return unless(p.Capability.UpW > 0.95*all, fmt.Sprintf("%.0f W offered of %.0f W, %+v", p.Capability.UpW, all, p.Coverage))
	})
}

// battery returns the true battery power of homes together.
func battery(homes ...*home) energy.Watts {
	var sum energy.Watts
	for _, h := range homes {
		sum += h.truth().Battery
	}
	return sum
}

// held is how long a plant must stay at its target to be said to follow it.
const held = 3 * time.Second

// follows waits until homes together truly give p, within a twentieth, and
// have done so for as long as held.
func follows(t *testing.T, what string, p energy.Watts, within time.Duration, homes ...*home) {
	t.Helper()
	var since time.Time
	await(t, what, within, func() string {
		now := battery(homes...)
		if (now - p).Abs() > p.Abs()/20 {
			since = time.Time{}
			return fmt.Sprintf("%.0f W of %.0f W", now, p)
		}
		if since.IsZero() {
			since = time.Now()
		}
		return unless(time.Since(since) >= held, "not for long yet")
	})
}
