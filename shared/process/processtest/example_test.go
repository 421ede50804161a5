package processtest_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/config"
	"github.com/hearthgrid/hearthgrid/shared/process/processtest"
)

type settings struct {
	Site  string   `toml:"site"`
	Power *float64 `toml:"power_w"`
	Inner inner    `toml:"inner"`
	List  []inner  `toml:"list"`
}

type inner struct {
	A int   `toml:"a"`
	B []int `toml:"b"`
}

func TestMissingNamesEveryKeyLeftOut(t *testing.T) {
	f := func(text string, want ...string) {
		t.Helper()
		var given map[string]any
		require.NoError(t, config.Decode("x.toml", []byte(text), &given))
		require.Equal(t, want, processtest.Missing(reflect.TypeFor[settings](), given))
	}
	whole := "site = 'a'\npower_w = 0\n[inner]\na = 0\nb = []\n"
	f(whole + "[[list]]\na = 1\n[[list]]\nb = [1]\n")
	f(whole+"[[list]]\na = 1\n", "list.b")
	f(whole, "list")
	f("[inner]\na = 1", "site", "power_w", "inner.b", "list")
}
