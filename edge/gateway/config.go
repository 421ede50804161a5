package gateway

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/spool"
	"github.com/hearthgrid/hearthgrid/shared/config"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Config is the site file of a gateway.
type Config struct {
	Site     string          `toml:"site"`
	StateDir string          `toml:"state_dir"` // keys, boot counter, what outlives a restart; for this gateway alone
	Tick     config.Duration `toml:"tick_ms"`   // 200..10000
	MaxLease config.Duration `toml:"max_lease_ms"`
	SpoolMB  int             `toml:"spool_mb"` // on disk, 1..4096
	Cloud    Cloud           `toml:"cloud"`
	Buses    []Bus           `toml:"bus"`
	Limits   Limits          `toml:"limits"`
	Control  Control         `toml:"control"`
}

// Cloud says where the cloud is. Losing it changes nothing in the home at once.
type Cloud struct {
	MQTT      string `toml:"mqtt"`       // host:port, mutual TLS
	Enroll    string `toml:"enroll"`     // URL of the API that signs the first certificate
	ClaimFile string `toml:"claim_file"` // the secret that lets this site in once
}

// Defaults returns the settings that hold where the file says nothing.
func Defaults() Config {
	return Config{
		StateDir: "/var/lib/hearth-gateway", Tick: config.Millis(time.Second), MaxLease: config.Millis(15 * time.Minute),
		SpoolMB: spool.DefaultDisk >> 20, Limits: Limits{ReserveRatio: 0.1, MaxSoCRatio: 1}, Control: Control{SelfConsumption: true},
	}
}

// Validate names the first setting that cannot be.
func (c Config) Validate() error {
	if _, err := energy.ParseSiteID(c.Site); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	if c.StateDir == "" {
		return errors.New("state_dir is empty: name a folder that survives a restart")
	}
	if t := c.Tick.Duration(); t < 200*time.Millisecond || t > 10*time.Second {
		return fmt.Errorf("tick_ms = %d: want 200..10000", t.Milliseconds())
	}
	if c.MaxLease <= 0 {
		return fmt.Errorf("max_lease_ms = %d: want more than 0", c.MaxLease)
	}
	if c.SpoolMB < 1 || c.SpoolMB > 4096 {
		return fmt.Errorf("spool_mb = %d: want 1..4096", c.SpoolMB)
	}
	if len(c.Buses) == 0 {
		return errors.New("no [[bus]]: name the line or link of the inverter and the meter")
	}
	for i, b := range c.Buses {
		if err := b.validate(); err != nil {
			return fmt.Errorf("bus %d: %w", i+1, err)
		}
	}
	return errors.Join(c.Cloud.validate(), c.Limits.validate(), c.Control.validate())
}

func (c Cloud) validate() error {
	if _, _, err := net.SplitHostPort(c.MQTT); err != nil {
		return fmt.Errorf("cloud.mqtt: %w", err)
	}
	if u, err := url.Parse(c.Enroll); err != nil || u.Host == "" {
		return fmt.Errorf("cloud.enroll = %q: want a URL such as https://cloud.example", c.Enroll)
	}
	if c.ClaimFile == "" {
		return errors.New("cloud.claim_file is empty: name the file that holds the claim")
	}
	return nil
}
