package gateway

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/enroll"
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
	Known    []Kind          `toml:"known"`
	Limits   Limits          `toml:"limits"`
	Control  Control         `toml:"control"`

	TimeZone  string      `toml:"time_zone"` // of the home's own clock, for TimeOfUse
	TimeOfUse []TimeOfUse `toml:"time_of_use"`
	Telemetry Telemetry   `toml:"telemetry"`
}

// Cloud says where the cloud is. Losing it changes nothing in the home at once.
type Cloud struct {
	MQTT      string `toml:"mqtt"`       // host:port, mutual TLS
	Enroll    string `toml:"enroll"`     // URL of the API that signs the first certificate
	ClaimFile string `toml:"claim_file"` // the secret that lets this site in once
}

// longestLease is the most a home may be told to trust one order for.
const longestLease = 24 * time.Hour

// Defaults returns the settings that hold where the file says nothing.
func Defaults() Config {
	return Config{
		StateDir: "/var/lib/hearth-gateway", Tick: config.Millis(time.Second), MaxLease: config.Millis(15 * time.Minute),
		SpoolMB: spool.DefaultDisk >> 20, Limits: Limits{ReserveRatio: 0.1, MaxSoCRatio: 1}, Control: Control{SelfConsumption: true}, Telemetry: quiet(),
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
	if l := c.MaxLease; l <= 0 || l > config.Millis(longestLease) {
		return fmt.Errorf("max_lease_ms = %d: want 1..%d", l, longestLease.Milliseconds())
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
	for i, k := range c.Known {
		if err := k.validate(); err != nil {
			return fmt.Errorf("known %d: %w", i+1, err)
		}
	}
	if err := c.twice(); err != nil {
		return err
	}
	_, table := c.table()
	return errors.Join(c.Cloud.validate(), c.Limits.validate(), c.Control.validate(), table, c.Telemetry.validate())
}

func (c Cloud) validate() error {
	if err := hostPort(c.MQTT); err != nil {
		return fmt.Errorf("cloud.mqtt: %w", err)
	}
	if err := enroll.CheckURL(c.Enroll); err != nil {
		return fmt.Errorf("cloud.enroll: %w", err)
	}
	if c.ClaimFile == "" {
		return errors.New("cloud.claim_file is empty: name the file that holds the claim")
	}
	return nil
}

// twice refuses a device that is named twice: its power would count twice.
func (c Config) twice() error {
	links := map[string]int{}
	for i, b := range c.Buses {
		road := b.TCP + b.RTUOverTCP + b.Serial
		if first, had := links[road]; had {
			return fmt.Errorf("bus %d: %s is bus %d already: name all its units there", i+1, road, first)
		}
		links[road] = i + 1
		for k, u := range b.Units {
			if slices.Contains(b.Units[:k], u) {
				return fmt.Errorf("bus %d: unit %d is named twice", i+1, u)
			}
		}
	}
	return nil
}

// hostPort refuses an address that nothing can be reached at.
func hostPort(address string) error {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if n, err := strconv.ParseUint(port, 10, 16); host == "" || err != nil || n == 0 {
		return fmt.Errorf("%q: want host:port, with a port of 1..65535", address)
	}
	return nil
}
