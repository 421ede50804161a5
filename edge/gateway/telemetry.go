package gateway

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/sampler"
	"github.com/hearthgrid/hearthgrid/shared/config"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Telemetry is what the cloud is told of while the home is not in service.
type Telemetry struct {
	EveryTick  bool            `toml:"every_tick"` // also then
	Heartbeat  config.Duration `toml:"heartbeat_ms"`
	PowerW     float64         `toml:"power_w"`     // the least change that is told
	PowerRatio float64         `toml:"power_ratio"` // of the power told last, where that is more
}

func quiet() Telemetry {
	band := sampler.Defaults()
	return Telemetry{Heartbeat: config.Millis(band.Heartbeat), PowerW: float64(band.Power), PowerRatio: float64(band.Share)}
}

func (t Telemetry) validate() error {
	switch h := t.Heartbeat.Duration(); {
	case h < 5*time.Second || h > 5*time.Minute:
		return fmt.Errorf("telemetry.heartbeat_ms = %d: want 5000..300000", h.Milliseconds())
	case !sound(t.PowerW):
		return fmt.Errorf("telemetry.power_w = %v: want a magnitude of at least 0", t.PowerW)
	case !(t.PowerRatio >= 0 && t.PowerRatio <= 0.5):
		return fmt.Errorf("telemetry.power_ratio = %v: want 0..0.5", t.PowerRatio)
	}
	return nil
}

// deadband is what is left out, the zero Deadband for nothing.
func (t Telemetry) deadband() energy.Deadband {
	if t.EveryTick {
		return energy.Deadband{}
	}
	band := sampler.Defaults()
	band.Heartbeat, band.Power, band.Share = t.Heartbeat.Duration(), energy.Watts(t.PowerW), energy.Ratio(t.PowerRatio)
	return band
}
