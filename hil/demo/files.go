package demo

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/hearthgrid/hearthgrid/shared/atomicfile"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// PlantID names the plant that all homes of the demo are in.
const PlantID energy.PlantID = "demo"

func (o Options) cloudConfig() string {
	return fmt.Sprintf(`# Written anew at each start of scripts/run.
state_dir = %q
http = %q
mqtt = %q

[enroll]
join_plant = %q
`, o.cloudDir(), o.address(httpPort), o.address(mqttPort), PlantID)
}

// gatewayConfig is the site file of gateway i. The last gateway reads its home
// over a serial line, the others over TCP.
func (o Options) gatewayConfig(i int) string {
	site := gatewaySite(i)
	bus := fmt.Sprintf("tcp = %q", o.address(modbusPort+i))
	if o.serial(i) {
		bus = fmt.Sprintf("serial = %q\nbaud = 115200", o.linePath())
	}
	return fmt.Sprintf(`# Written anew at each start of scripts/run.
site = %q
state_dir = %q
tick_ms = 1000

[cloud]
mqtt = %q
enroll = %q
claim_file = %q

[[bus]]
%s
units = [1, 2, 240]

[[known]]
maker = "Hearthgrid"
model = "*"
version = "*"

[limits]
reserve_ratio = 0.1
%s`, site, o.homeDir(site), o.address(mqttPort), o.url(), filepath.Join(o.cloudDir(), "claim"), bus, limits(i))
}

// limits gives every other home what an electrician may have set there, so that
// homes can be seen at their limits.
func limits(i int) string {
	if i%2 == 0 {
		return ""
	}
	return "max_export_w = 2000\nmax_import_w = 9000\nramp_w_per_s = 800\n"
}

func (o Options) serial(i int) bool { return o.Gateways > 1 && i == o.Gateways-1 }

// writeConfigs lays out the state folder. Keys, certificates and everything
// stored from an earlier run stay as they are.
func (o Options) writeConfigs() error {
	if err := o.write(o.cloudDir(), "cloud.toml", o.cloudConfig()); err != nil {
		return err
	}
	for i := range o.Gateways {
		if err := o.write(o.homeDir(gatewaySite(i)), "gateway.toml", o.gatewayConfig(i)); err != nil {
			return err
		}
	}
	return nil
}

func (o Options) write(dir, name, text string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make state folder: %w", err)
	}
	return atomicfile.Write(filepath.Join(dir, name), []byte(text), 0o600)
}
