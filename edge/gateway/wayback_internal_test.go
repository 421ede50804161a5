package gateway

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/shared/config"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// endless is an inverter whose commands nothing ends.
func endless() *drivertest.Bank {
	b := drivertest.NewBank()
	for at := range uint16(3000) {
		b.Words[35000+at] = 0x3131
	}
	b.Put(47511, 1, 0)
	b.Put(35011, 0x4757, 0x3130, 0x4B2D, 0x4554) // GW10K-ET
	return b
}

// What nothing ends is commanded by the installer's agreement alone, which is told.
func TestADeviceWithoutAWayBackIsCommandedByAgreementAlone(t *testing.T) {
	open := func(s Said) Device {
		t.Helper()
		h := NewHome(Defaults(), []Field{{Registers: endless(), Units: []uint8{drivertest.Unit}, Said: map[uint8]Said{drivertest.Unit: s}}}, time.Now, slog.New(slog.DiscardHandler))
		h.glance(t.Context())
		h.adopt()
		h.show()
		return h.Devices()[0]
	}
	id := open(Said{Map: "goodwe-et"}).Known.Identity
	f := func(agreed bool, readOnly, stays string) {
		t.Helper()
		d := open(Said{Map: "goodwe-et", Model: id.Model, Version: id.Version, NoWayBack: agreed})
		require.Contains(t, d.ReadOnly, readOnly, "%+v", d.Known)
		require.Equal(t, readOnly == "", d.ReadOnly == "", d.ReadOnly)
		require.Equal(t, stays, d.Stays)
	}
	require.NotEmpty(t, id.Version)
	m, _ := regmap.Vendor("goodwe-et")
	f(false, "no way back", "")
	f(true, "", m.Lease.Why)
}

// A device that tells no model, or no version, is vouched for by its map.
func TestADeviceThatTellsNoNameIsVouchedForByItsMap(t *testing.T) {
	f := func(device, want string) {
		t.Helper()
		c := Defaults()
		err := config.Decode("site.toml", []byte("site = \"a\"\n[[bus]]\ntcp = \"x:1\"\nunits = [3]\n[[bus.device]]\nunit = 3\n"+device), &c)
		require.Error(t, err) // there is no cloud in it
		require.Equal(t, want == "", !strings.Contains(err.Error(), "device of unit 3"))
		require.ErrorContains(t, err, want)
	}
	const both = "vouched_model = \"-\"\nvouched_version = \"-\"\n"
	f(both, "want map too")
	f("map = \"victron-gx\"\n"+both, "")
	f("map = \"growatt-vpp\"\nvouched_model = \"MOD\"\nvouched_version = \"-\"\n", "")
	f("without_way_back = true\n", "want vouched_model and vouched_version too")
	require.Equal(t, "", untold("-"))
	require.Equal(t, "MOD", untold("MOD"))
}

func TestTheSiteFileHandsTheAgreementOn(t *testing.T) {
	b := Bus{Devices: []BusDevice{{Unit: 3, Model: "M", Version: "V", NoWayBack: true}}}
	require.Equal(t, map[uint8]Said{3: {Model: "M", Version: "V", NoWayBack: true}}, b.said())
}
