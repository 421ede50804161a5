package proxy_test

import (
	"context"
	"fmt"
	"net"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/edge/fieldbus/fieldbustest"
	"github.com/hearthgrid/hearthgrid/edge/proxy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// python is the interpreter that has pymodbus where Debian packages it.
const python = "/usr/bin/python3"

// plain answers as fieldbustest.Plain is laid out.
type plain struct{}

func (plain) ReadHolding(_ context.Context, unit uint8, address uint16, into []uint16) error {
	if int(address)+len(into) > fieldbustest.Plain.Count {
		return &fault.Error{Op: "read", Kind: fault.Invalid, Err: &fieldbus.Exception{Function: 3, Code: 2}}
	}
	for i := range into {
		into[i] = fieldbustest.Plain.Holding(unit, address+uint16(i))
	}
	return nil
}

func (p plain) ReadInput(ctx context.Context, unit uint8, address uint16, into []uint16) error {
	err := p.ReadHolding(ctx, unit, address, into)
	for i := range into {
		into[i] = fieldbustest.Plain.Input(unit, address+uint16(i))
	}
	return err
}

// served is the port of a proxy of r on loopback.
func served(t *testing.T, r proxy.Registers) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	start(t, proxy.Config{Rate: 10000}, listener, r)
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	return port
}

// through is a link of ours to a port of this machine.
func through(t *testing.T, port string) *fieldbus.Link {
	t.Helper()
	link, err := fieldbus.NewTCP(fieldbus.Config{Address: "127.0.0.1:" + port})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- link.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	return link
}

func TestOurLinkThroughTheProxy(t *testing.T) {
	fieldbustest.Test(t, through(t, served(t, plain{})), fieldbustest.Plain.ReadOnly())
}

// A proxy of a link to a proxy: what a guest reads has gone all the way.
func TestProxyOfALink(t *testing.T) {
	link := through(t, served(t, plain{}))
	fieldbustest.Test(t, through(t, served(t, link)), fieldbustest.Plain.ReadOnly())
}

func TestPymodbusClient(t *testing.T) {
	if err := exec.Command(python, "-c", "import pymodbus").Run(); err != nil {
		t.Skipf("no pymodbus for %s (Debian package python3-pymodbus): %v", python, err)
	}
	out, err := exec.Command(python, "testdata/client.py", served(t, plain{})).CombinedOutput()
	require.NoError(t, err, "%s", out)
}

func TestMbpoll(t *testing.T) {
	path, err := exec.LookPath("mbpoll")
	if err != nil {
		t.Skip("no mbpoll (Debian package mbpoll)")
	}
	port := served(t, plain{})
	f := func(want string, args ...string) {
		t.Helper()
		args = append([]string{"-m", "tcp", "-p", port, "-0", "-1", "-q"}, args...)
		out, _ := exec.Command(path, args...).CombinedOutput()
		require.Contains(t, string(out), want, "mbpoll %v", args)
	}
	for i := range 125 {
		if i%31 == 0 {
			f(fmt.Sprintf("[%d]: \t%d\n", 500+i, 2500+i), "-a", "2", "-r", "500", "-c", "125", "-t", "4", "127.0.0.1")
		}
	}
	f("[999]: \t21999\n", "-a", "1", "-r", "999", "-c", "1", "-t", "3", "127.0.0.1")
	f("[0]: \t0x03E8", "-a", "1", "-r", "0", "-c", "1", "-t", "4:hex", "127.0.0.1")
	f("Illegal data address", "-a", "1", "-r", "998", "-c", "5", "-t", "4", "127.0.0.1")
	f("Illegal function", "-a", "1", "-r", "0", "-c", "1", "-t", "0", "127.0.0.1")
	f("Illegal function", "-a", "1", "-r", "0", "-t", "4", "127.0.0.1", "7")
}
