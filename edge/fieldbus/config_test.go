package fieldbus_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func TestConfigRefusals(t *testing.T) {
	f := func(make maker, c fieldbus.Config, names string) {
		t.Helper()
		_, err := make(c)
		require.ErrorContains(t, err, names)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.NotEmpty(t, fault.HintOf(err))
	}
	line := func(s fieldbus.Serial) fieldbus.Config { return fieldbus.Config{Address: "/dev/ttyUSB0", Serial: s} }
	f(fieldbus.NewTCP, fieldbus.Config{}, "no address")
	f(fieldbus.NewTCP, fieldbus.Config{Address: "a:502", Timeout: -time.Second}, "-1s")
	f(fieldbus.NewTCP, fieldbus.Config{Address: "a:502", Queue: -1}, "queue -1")
	f(fieldbus.NewTCP, fieldbus.Config{Address: "a:502", BackoffMin: time.Minute}, "backoff 1m0s")
	f(fieldbus.NewRTU, line(fieldbus.Serial{Baud: -1}), "baud rate -1")
	f(fieldbus.NewRTU, line(fieldbus.Serial{DataBits: 7}), "7 data bits")
	f(fieldbus.NewRTU, line(fieldbus.Serial{Parity: "even"}), `parity "even"`)
	f(fieldbus.NewRTU, line(fieldbus.Serial{StopBits: 3}), "3 stop bits")
}
