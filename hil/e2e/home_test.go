package e2e_test

import (
	"context"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// home is one simulated home, served over Modbus TCP. It has a steady load and
// a quick battery, so that what it does says who commands it.
type home struct {
	site    energy.SiteID
	shape   device.Shape
	town    *town
	model   *plant.Home
	bank    *device.Bank
	load    *plant.Profile
	address string
}

// What every home has.
const (
	batteryRating energy.Watts = 5000
	ownLoad       energy.Watts = 500
)

// add builds a home that is in its inverter's own mode.
func (w *town) add(t *testing.T, shape device.Shape) *home {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	n := len(w.homes) + 1
	h := &home{site: energy.SiteID(fmt.Sprintf("home-%d", n)), shape: shape, town: w, load: plant.Constant(plant.LoadChannel, -ownLoad)}
	spec := plant.Draw(uint64(n))
	spec.Coupling, spec.Capacity, spec.Power, spec.SoC = plant.AC, 10_000, batteryRating, 0.6
	if shape == device.Hybrid {
		spec.Coupling = plant.DC
	}
	spec.PVPeak, spec.LoadReplay = 0, &plant.Replay{Profile: h.load}
	spec.DeadTime, spec.Settling = 600*time.Millisecond, 2700*time.Millisecond
	var err error
	h.model, err = w.model.Add(spec)
	require.NoError(t, err)
	h.bank, err = device.New(device.Config{Shape: shape, Serial: fmt.Sprintf("E2E%d", n), Battery: spec.Power}, h.model, w.model.Now())
	require.NoError(t, err)
	h.serve(t)
	w.homes = append(w.homes, h)
	return h
}

func (h *home) serve(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	h.address = l.Addr().String()
	during(t, func(ctx context.Context) error { return device.ServeTCP(ctx, l, h.bank) })
}

// units returns the Modbus units of the home.
func (h *home) units() []uint8 {
	if h.shape == device.Hybrid {
		return []uint8{device.InverterUnit, device.MeterUnit}
	}
	return []uint8{device.InverterUnit, device.StorageUnit, device.MeterUnit}
}

// truth returns what the home does now.
func (h *home) truth() plant.State {
	h.town.mu.Lock()
	defer h.town.mu.Unlock()
	return h.model.State()
}

// use changes the home's load, a magnitude.
func (h *home) use(p energy.Watts) {
	h.town.mu.Lock()
	defer h.town.mu.Unlock()
	h.load.Samples[0] = float32(-p)
}

// commanded returns the battery power that the storage control's registers ask
// for, and false where they leave the inverter in its own mode.
func (h *home) commanded(t *testing.T) (energy.Watts, bool) {
	t.Helper()
	if h.shape == device.Hybrid {
		asked := h.register(t, device.InverterUnit, 124, "StorCtl_Mod") != 0
		rate := h.register(t, device.InverterUnit, 124, "OutWRte") / 100
		return batteryRating * energy.Watts(rate), asked
	}
	asked := h.register(t, device.StorageUnit, 704, "WSetEna") != 0
	return energy.Watts(h.register(t, device.StorageUnit, 704, "WSet")), asked
}

// register reads one point of a SunSpec model, past the wire.
func (h *home) register(t *testing.T, unit uint8, model uint16, name string) float64 {
	t.Helper()
	ctx, address := context.Background(), device.Base+2
	for {
		var head [2]uint16
		require.NoError(t, h.bank.ReadHolding(ctx, unit, address, head[:]))
		block := make([]uint16, 2+head[1])
		require.NoError(t, h.bank.ReadHolding(ctx, unit, address, block))
		if head[0] == model {
			return decode(t, model, name, block)
		}
		require.NotEqual(t, uint16(0xFFFF), head[0], "unit %d has no model %d", unit, model)
		address += uint16(len(block))
	}
}

func decode(t *testing.T, model uint16, name string, block []uint16) float64 {
	t.Helper()
	m, ok := regmap.SunSpec(model)
	require.True(t, ok)
	p, ok := m.Point(name)
	require.True(t, ok, name)
	v, ok := p.Decode(block)
	require.True(t, ok, name)
	return v
}
