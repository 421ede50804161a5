package demo

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"syscall"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Preflight finds what would stop the plant from starting: a port in use, a
// binary or a folder of profiles that is not there, a state folder that cannot be
// written.
func (o Options) Preflight() error {
	for _, name := range []string{"hearth-cloud", "hearth-gateway", "hearth-hil"} {
		if _, err := os.Stat(filepath.Join(o.Bin, name)); err != nil {
			return &fault.Error{Op: "start", Kind: fault.NotFound, Subject: name, Hint: "build it with scripts/run", Err: err}
		}
	}
	if err := os.MkdirAll(o.State, 0o700); err != nil {
		return &fault.Error{Op: "start", Kind: fault.Denied, Subject: o.State, Hint: "choose another folder with --state", Err: err}
	}
	if _, err := os.Stat(o.Profiles); o.Profiles != "" && err != nil {
		return &fault.Error{Op: "start", Kind: fault.NotFound, Subject: "--profiles", Hint: "name a folder of .csv or .csv.gz files", Err: err}
	}
	ports := []int{httpPort, mqttPort}
	for i := range o.Gateways {
		ports = append(ports, modbusPort+i)
	}
	for _, port := range ports {
		if err := free(o.address(port)); err != nil {
			return err
		}
	}
	return nil
}

func free(address string) error {
	l, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return &fault.Error{Op: "listen on", Kind: fault.Conflict, Subject: address, Hint: "stop what uses the port, or add --port-offset 100", Err: errors.New("port in use")}
	}
	if err != nil {
		return &fault.Error{Op: "listen on", Kind: fault.Denied, Subject: address, Hint: "try --port-offset 100", Err: err}
	}
	return l.Close()
}
