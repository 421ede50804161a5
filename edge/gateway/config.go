package gateway

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/config"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Config is the site file of a gateway.
type Config struct {
	Site     string          `toml:"site"`
	StateDir string          `toml:"state_dir"` // keys, boot counter; for this gateway alone
	Tick     config.Duration `toml:"tick_ms"`   // 200..10000
	MaxLease config.Duration `toml:"max_lease_ms"`
	Cloud    Cloud           `toml:"cloud"`
	Buses    []Bus           `toml:"bus"`
	Limits   Limits          `toml:"limits"`
}

// Cloud says where the cloud is. Losing it changes nothing in the home at once.
type Cloud struct {
	MQTT      string `toml:"mqtt"`       // host:port, mutual TLS
	Enroll    string `toml:"enroll"`     // URL of the API that signs the first certificate
	ClaimFile string `toml:"claim_file"` // the secret that lets this site in once
}

// Bus is one serial line or TCP link and the units on it.
type Bus struct {
	TCP    string `toml:"tcp"`    // host:port, or
	Serial string `toml:"serial"` // a device file, best one from /dev/serial/by-id
	Baud   int    `toml:"baud"`
	Units  []int  `toml:"units"` // Modbus unit ids, 1..247
}

// Limits are set at commissioning; the cloud cannot change them. A limit that
// is not given does not exist, except where a default is named.
type Limits struct {
	InverterRatingW *float64 `toml:"inverter_rating_w"` // of the battery's inverter
	// ConnectionW is what the main fuse carries: volts x amperes x phases. It
	// limits import and export where those are not limited lower, and a meter
	// that shows more than twice as much is not believed.
	ConnectionW  *float64 `toml:"connection_w"`
	MaxExportW   *float64 `toml:"max_export_w"`
	MaxImportW   *float64 `toml:"max_import_w"`
	ReserveRatio float64  `toml:"reserve_ratio"` // kept for the owner
	RampWPerS    *float64 `toml:"ramp_w_per_s"`
}

// Defaults returns the settings that hold where the file says nothing.
func Defaults() Config {
	return Config{
		StateDir: "/var/lib/hearth-gateway", Tick: config.Millis(time.Second), MaxLease: config.Millis(15 * time.Minute),
		Limits: Limits{ReserveRatio: 0.1},
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
	if len(c.Buses) == 0 {
		return errors.New("no [[bus]]: name the line or link of the inverter and the meter")
	}
	for i, b := range c.Buses {
		if err := b.validate(); err != nil {
			return fmt.Errorf("bus %d: %w", i+1, err)
		}
	}
	return errors.Join(c.Cloud.validate(), c.Limits.validate())
}

func (b Bus) validate() error {
	if (b.TCP == "") == (b.Serial == "") {
		return errors.New("want either tcp or serial")
	}
	if _, _, err := net.SplitHostPort(b.TCP); b.TCP != "" && err != nil {
		return fmt.Errorf("tcp: %w", err)
	}
	if b.Serial != "" && b.Baud <= 0 {
		return fmt.Errorf("baud = %d: want the line's speed, such as 9600", b.Baud)
	}
	if len(b.Units) == 0 {
		return errors.New("units is empty: name the Modbus unit ids on it")
	}
	for _, u := range b.Units {
		if u < 1 || u > 247 {
			return fmt.Errorf("unit %d: want 1..247", u)
		}
	}
	return nil
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

func (l Limits) validate() error {
	if !(l.ReserveRatio >= 0 && l.ReserveRatio <= 1) {
		return fmt.Errorf("limits.reserve_ratio = %v: want 0..1", l.ReserveRatio)
	}
	for _, m := range []struct {
		key   string
		value *float64
		fuse  *float64
	}{
		{"inverter_rating_w", l.InverterRatingW, nil}, {"connection_w", l.ConnectionW, nil}, {"ramp_w_per_s", l.RampWPerS, nil},
		{"max_export_w", l.MaxExportW, l.ConnectionW}, {"max_import_w", l.MaxImportW, l.ConnectionW},
	} {
		if err := magnitude(m.key, m.value, m.fuse); err != nil {
			return err
		}
	}
	if l.ConnectionW != nil && *l.ConnectionW == 0 {
		return errors.New("limits.connection_w = 0: want what the main fuse carries, volts x amperes x phases")
	}
	limits := l.safety()
	if flaw := limits.Flaw(); flaw != "" {
		return fmt.Errorf("limits: %s", flaw)
	}
	return nil
}

func magnitude(key string, value, fuse *float64) error {
	switch {
	case value == nil:
	case !(*value >= 0 && energy.IsFinite(energy.Watts(*value))):
		return fmt.Errorf("limits.%s = %v: want a magnitude of at least 0; leave it out for no limit", key, *value)
	case fuse != nil && *value > *fuse:
		return fmt.Errorf("limits.%s = %v is more than limits.connection_w = %v: the main fuse would blow", key, *value, *fuse)
	}
	return nil
}
