package e2e_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/edge/fieldbus/fieldbustest"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// still is a home in which nothing ever happens, so that two looks at a
// register see the same.
type still struct{}

func (still) State() plant.State { return plant.State{} }

func (still) SetBattery(energy.Watts) {}

func (still) Release() {}

// The simulator is one of the peers of the fieldbus: what holds against
// libmodbus and pymodbus holds against it.
func TestFault088_SimulatorConforms(t *testing.T) {
	bank, err := device.New(device.Config{Shape: device.Hybrid, Serial: "x", Battery: 5000, PV: 6000}, still{}, time.Unix(1e9, 0))
	require.NoError(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	owned(t, func(ctx context.Context) error { return device.ServeTCP(ctx, l, bank) })
	link, err := fieldbus.NewTCP(fieldbus.Config{Address: l.Addr().String()})
	require.NoError(t, err)
	owned(t, link.Run)
	for _, unit := range []uint8{device.InverterUnit, device.MeterUnit} {
		fieldbustest.Test(t, link, fieldbustest.Subject{
			Units: []uint8{unit}, Address: device.Base, Count: extent(t, bank, unit), Holding: func(unit uint8, address uint16) uint16 {
				word := make([]uint16, 1)
				require.NoError(t, bank.ReadHolding(t.Context(), unit, address, word))
				return word[0]
			},
		})
	}
}

// extent returns how many registers a unit has from its base on.
func extent(t *testing.T, bank *device.Bank, unit uint8) int {
	n := 0
	for bank.ReadHolding(t.Context(), unit, device.Base+uint16(n), make([]uint16, 1)) == nil {
		n++
	}
	return n
}

// owned runs something until the test ends, and waits for it.
func owned(t *testing.T, run func(context.Context) error) {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-ended)
	})
}
