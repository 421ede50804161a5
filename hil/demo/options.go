package demo

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Options are what a user may choose.
type Options struct {
	Homes      int           // light homes, in one process
	Gateways   int           // homes with a gateway process of their own
	For        time.Duration // 0: until interrupted
	JSON       bool          // one JSON object on stdout at the end
	Seed       uint64
	State      string // folder that survives the run
	Profiles   string // folder of recorded load and PV, "" for the simulator's own
	Signal     string // recorded regulation signal, "" for a synthetic one
	PortOffset int
	Bin        string // folder of the binaries
}

// maxHomes is where the port and process budget of one machine ends.
const maxHomes, maxGateways = 20000, 64

// Validate names the first option that cannot be.
func (o Options) Validate() error {
	refuse := func(flag string, value any, want string) error {
		return &fault.Error{Op: "start", Kind: fault.Invalid, Subject: flag, Err: fmt.Errorf("got %v, want %s", value, want)}
	}
	switch {
	case o.Homes < 0 || o.Homes > maxHomes:
		return refuse("--homes", o.Homes, fmt.Sprintf("0..%d", maxHomes))
	case o.Gateways < 0 || o.Gateways > maxGateways:
		return refuse("--gateways", o.Gateways, fmt.Sprintf("0..%d", maxGateways))
	case o.Homes+o.Gateways == 0:
		return refuse("--homes", 0, "at least one home or gateway")
	case o.For < 0:
		return refuse("--for", o.For, "a time such as 60s")
	case o.PortOffset < 0 || o.PortOffset > 40000:
		return refuse("--port-offset", o.PortOffset, "0..40000")
	}
	return nil
}

// The ports without an offset.
const httpPort, mqttPort, modbusPort = 8080, 8883, 15020

func (o Options) address(port int) string { return fmt.Sprintf("127.0.0.1:%d", port+o.PortOffset) }

func (o Options) url() string { return "http://" + o.address(httpPort) }

// gatewaySite names the home of gateway i, from 0; light homes follow.
func gatewaySite(i int) energy.SiteID { return energy.SiteID(fmt.Sprintf("home-%04d", i+1)) }

func (o Options) cloudDir() string { return filepath.Join(o.State, "cloud") }

func (o Options) homeDir(site energy.SiteID) string {
	return filepath.Join(o.State, "homes", string(site))
}

// linePath is where the home whose gateway speaks RTU has its serial line.
func (o Options) linePath() string { return filepath.Join(o.State, "rtu.tty") }
