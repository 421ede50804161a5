package gateway

import (
	"errors"
	"fmt"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/config"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Bus is one serial line or TCP link and the units on it.
type Bus struct {
	TCP        string          `toml:"tcp"`          // host:port, or
	RTUOverTCP string          `toml:"rtu_over_tcp"` // host:port of a transparent converter, or
	Serial     string          `toml:"serial"`       // a device file, best one from /dev/serial/by-id
	Baud       int             `toml:"baud"`
	Parity     string          `toml:"parity"` // N, E or O; N where empty
	StopBits   int             `toml:"stop_bits"`
	Pause      config.Duration `toml:"pause_ms"`        // between an answer and the next request
	Unnumbered bool            `toml:"any_transaction"` // the bridge does not echo transaction numbers
	Proxy      string          `toml:"proxy"`           // host:port where other masters may read
	Units      []int           `toml:"units"`           // Modbus unit ids, 1..247
	Devices    []BusDevice     `toml:"device"`
}

// BusDevice is what an installer knows of one unit beyond what it says of
// itself.
type BusDevice struct {
	Unit    int    `toml:"unit"`
	Map     string `toml:"map"` // of shared/regmap; "" to recognise it
	Model   string `toml:"vouched_model"`
	Version string `toml:"vouched_version"`
	// NoWayBack is the installer's agreement that the device may be commanded though
	// it never ends a command by itself.
	NoWayBack bool `toml:"without_way_back"`
}

// notTold stands for a model or version that the device does not tell.
const notTold = "-"

// untold is what the device itself says in its place.
func untold(s string) string {
	if s == notTold {
		return ""
	}
	return s
}

func (b Bus) validate() error {
	roads := 0
	for _, road := range []string{b.TCP, b.RTUOverTCP, b.Serial} {
		if road != "" {
			roads++
		}
	}
	if roads != 1 {
		return errors.New("want either tcp or serial or rtu_over_tcp")
	}
	for key, address := range map[string]string{"tcp": b.TCP, "rtu_over_tcp": b.RTUOverTCP, "proxy": b.Proxy} {
		if err := hostPort(address); address != "" && err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	switch {
	case b.TCP == "" && b.Baud <= 0:
		return fmt.Errorf("baud = %d: want the line's speed, such as 9600", b.Baud)
	case b.TCP != "" && b.Baud != 0:
		return fmt.Errorf("baud = %d: a tcp link has no line speed; leave it out", b.Baud)
	}
	return errors.Join(b.validateLine(), b.validateUnits())
}

func (b Bus) validateLine() error {
	switch {
	case !slices.Contains([]string{"", "N", "E", "O"}, b.Parity):
		return fmt.Errorf("parity = %q: want N, E or O", b.Parity)
	case b.StopBits < 0 || b.StopBits > 2:
		return fmt.Errorf("stop_bits = %d: want 1 or 2", b.StopBits)
	case b.Pause < 0 || b.Pause > 1000:
		return fmt.Errorf("pause_ms = %d: want 0..1000", b.Pause)
	}
	return nil
}

func (b Bus) validateUnits() error {
	if len(b.Units) == 0 {
		return errors.New("units is empty: name the Modbus unit ids on it")
	}
	for _, u := range b.Units {
		if u < 1 || u > 247 {
			return fmt.Errorf("unit %d: want 1..247", u)
		}
	}
	for _, d := range b.Devices {
		if err := d.validate(b.Units); err != nil {
			return fmt.Errorf("device of unit %d: %w", d.Unit, err)
		}
	}
	return nil
}

func (d BusDevice) validate(units []int) error {
	if !slices.Contains(units, d.Unit) {
		return fmt.Errorf("it is not one of units %v", units)
	}
	if _, known := regmap.Vendor(d.Map); d.Map != "" && !known {
		return fmt.Errorf("map = %q: there is no such register map", d.Map)
	}
	if (d.Model == "") != (d.Version == "") {
		return errors.New("want vouched_model and vouched_version, or neither")
	}
	if d.Model == notTold && d.Map == "" {
		return errors.New("vouched_model: want map too, for a device that does not tell its model")
	}
	if d.NoWayBack && d.Model == "" {
		return errors.New("without_way_back: want vouched_model and vouched_version too, of the very device that it is agreed for")
	}
	return nil
}
