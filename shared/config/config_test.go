package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/config"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

type gateway struct {
	Site    string          `toml:"site"`
	Tick    config.Duration `toml:"tick_ms"`
	Limits  limits          `toml:"limits"`
	Devices []device        `toml:"device"`
	Extra   *limits         `toml:"extra"`
}

type limits struct {
	MaxExport float64 `toml:"max_export_w"`
	MaxImport float64 `toml:"max_import_w"`
}

type device struct {
	Address string `toml:"address"`
	Unit    uint8  `toml:"unit"`
}

func (g *gateway) Validate() error {
	if g.Limits.MaxExport < 0 {
		return errors.New("limits.max_export_w is negative")
	}
	return nil
}

func TestRow11_UnknownKeyNamesLineAndNearest(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		err := config.Decode("gw.toml", []byte(text), &gateway{})
		require.ErrorContains(t, err, want)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.NotEmpty(t, fault.HintOf(err))
	}
	f("sitte = 'a'", `gw.toml:1: unknown key "sitte": the nearest known is "site"`)
	f("site = 'a'\n\n[limits]\nmax_exprt_w = 1.0", `gw.toml:4: unknown key "limits.max_exprt_w": the nearest known is "limits.max_export_w"`)
	f("unit = 1", `gw.toml:1: unknown key "unit": the nearest known is "device.unit"`)
	f("[[device]]\nunit = 1\n[[device]]\nadress = 'x'", `gw.toml:4: unknown key "device.adress": the nearest known is "device.address"`)
	f("[limit]\nmax_export_w = 1.0", `gw.toml:1: unknown key "limit": the nearest known is "limits"`)
	f("[extra]\nmax_inport_w = 1.0", `gw.toml:2: unknown key "extra.max_inport_w": the nearest known is "extra.max_import_w"`)
}

func TestRow11_EveryUnknownKeyIsNamed(t *testing.T) {
	err := config.Decode("gw.toml", []byte("sitte = 'a'\ntick = 5"), &gateway{})
	require.ErrorContains(t, err, `gw.toml:1: unknown key "sitte"`)
	require.ErrorContains(t, err, `gw.toml:2: unknown key "tick": the nearest known is "tick_ms"`)
}

func TestRow11_WrongValuesAreRefusedWithTheirLine(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		err := config.Decode("gw.toml", []byte(text), &gateway{})
		require.ErrorContains(t, err, want)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
	f("site = 'a'\nsite = 'b'", "gw.toml:2")
	f("\nsite = 5", "gw.toml:2")
	f("tick_ms = 1.5", "gw.toml:1")
	f("tick_ms = '1s'", "gw.toml:1")
	f("site = ", "gw.toml:1")
	f("[[device]]\nunit = 300", "gw.toml:2")
	f("[limits]\nmax_export_w = -1.0", "gw.toml:2: limits.max_export_w is negative")
	f("\n[limits]\nmax_export_w = \"10 kW\"", `gw.toml:3:16: limits.max_export_w = "10 kW": want a number of W, such as 10 or 0.5, without quotes`)
	f("tick_ms = true", "tick_ms = true: want whole milliseconds")
	f("[[device]]\naddress = 3", "device.address = 3: want text in quotes")
}

// A flaw that Validate finds stands where its key is, and at none where it is not there.
func TestRow11_AFlawBearsItsLine(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		require.ErrorContains(t, config.Decode("gw.toml", []byte(text), &gateway{}), want)
	}
	f("site = 'a'\n\n[limits] # agreed\nmax_import_w = 1.0\nmax_export_w = -1.0", "gw.toml:5: limits.max_export_w")
	f("limits.max_export_w = -1.0", "gw.toml:1: limits.max_export_w")
	f("[[device]]\nunit = 1\n[limits]\nmax_export_w=-1.0", "gw.toml:4: limits.max_export_w")
	f("limits = { max_export_w = -1.0 }", "gw.toml: limits.max_export_w")
}

func TestDecodeKeepsDefaults(t *testing.T) {
	g := gateway{Site: "default", Tick: config.Millis(time.Second)}
	require.NoError(t, config.Decode("gw.toml", []byte("[limits]\nmax_export_w = 0.0\n[[device]]\nunit = 3"), &g))
	require.Equal(t, "default", g.Site)
	require.Equal(t, time.Second, g.Tick.Duration())
	require.Equal(t, []device{{Unit: 3}}, g.Devices)
}

func TestLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gw.toml")
	var g gateway
	err := config.Load(path, &g)
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	require.ErrorContains(t, err, path)

	require.NoError(t, os.WriteFile(path, []byte("site = 'home-1'\ntick_ms = 250"), 0o600))
	require.NoError(t, config.Load(path, &g))
	require.Equal(t, gateway{Site: "home-1", Tick: 250}, g)
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("site = 'a'\n[limits]\nmax_export_w = 1.0"))
	f.Add([]byte("[[device]]\nadress = 1"))
	f.Add([]byte("a.b.c = 1\n[a.b]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := config.Decode("f", data, &gateway{}); err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
		}
	})
}
