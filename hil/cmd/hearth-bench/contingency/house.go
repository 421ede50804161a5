package contingency

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/config"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// house is one home with its equipment and its gateway.
type house struct {
	site     energy.SiteID
	spec     plant.Spec
	home     *plant.Home
	bank     *device.Bank
	gateway  *gateway.Home
	gate     *gateway.Gate
	due      time.Duration // of the next pass
	snap     energy.Snapshot
	decision energy.Decision
	seq      uint64
	course   []energy.Watts // battery power in the event, each step
}

const longest = 4*time.Hour + 30*time.Minute

func newHouse(x *Extent, i int, town *plant.Town, trusted dispatchkey.Ring, r *rand.Rand) (*house, error) {
	h := &house{site: energy.SiteID(fmt.Sprintf("home-%04d", i)), spec: x.spec(i)}
	var err error
	if h.home, err = town.Add(h.spec); err != nil {
		return nil, err
	}
	h.home.HoldLoad(-energy.Watts(0.04+0.12*r.Float64()) * h.spec.Power)
	shape := device.ACCoupled
	if h.spec.Coupling == plant.DC {
		shape = device.Hybrid
	}
	h.bank, err = device.New(device.Config{Shape: shape, Serial: string(h.site), Battery: h.spec.Power, PV: h.spec.PVPeak}, h.home.First(), town.Now())
	if err != nil {
		return nil, err
	}
	c, err := h.siteFile(x)
	if err != nil {
		return nil, err
	}
	h.due = time.Duration(r.Int64N(int64(x.tick()))).Truncate(step)
	h.gateway = gateway.NewHome(c, []gateway.Field{{Registers: h.bank, Units: h.bank.Units()}}, town.Now, slog.New(slog.DiscardHandler))
	h.gate = gateway.NewGate(h.gateway, &record.Courses{}, trusted)
	return h, nil
}

func (h *house) siteFile(x *Extent) (gateway.Config, error) {
	c := gateway.Defaults()
	c.Site, c.Tick, c.Known = string(h.site), config.Millis(x.tick()), []gateway.Kind{{Maker: device.Maker, Model: "*", Version: "*"}}
	c.Cloud = gateway.Cloud{MQTT: "127.0.0.1:1", Enroll: "http://127.0.0.1:1", ClaimFile: "claim"}
	c.Control.Armable = &gateway.Armable{NominalHz: float64(nominal), PowerW: float64(h.spec.Power), Longest: config.Millis(longest)}
	bus := gateway.Bus{TCP: "127.0.0.1:502"}
	for _, u := range h.bank.Units() {
		bus.Units = append(bus.Units, int(u))
	}
	c.Buses = []gateway.Bus{bus}
	return c, c.Validate()
}

// pass is a tick of the gateway, where it is due.
func (h *house) pass(ctx context.Context, elapsed, tick time.Duration) (told bool) {
	if elapsed < h.due {
		return false
	}
	h.due += tick
	h.snap, h.decision = h.gateway.Pass(ctx)
	return !h.snap.At.IsZero()
}

// armed is what the home gives when the frequency asks for all of it.
func (h *house) armed() energy.Watts { return sold * h.spec.Power }
