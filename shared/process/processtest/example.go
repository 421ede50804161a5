package processtest

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/hearthgrid/hearthgrid/shared/config"
)

// Example fails t where the example file at path is not valid for settings, a
// pointer to a configuration with its defaults, or leaves out one of its keys.
// Of a list of tables each key has to be in one of them.
func Example(t *testing.T, path string, settings any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var given map[string]any
	if err := config.Decode(path, data, &given); err != nil {
		t.Fatal(err)
	}
	if err := config.Decode(path, data, settings); err != nil {
		t.Errorf("the example is not valid: %v", err)
	}
	for _, key := range Missing(reflect.TypeOf(settings).Elem(), given) {
		t.Errorf("%s does not show %s", path, key)
	}
}

// Missing returns the dotted keys of the struct type that none of the tables
// gives.
func Missing(of reflect.Type, tables ...map[string]any) []string {
	var out []string
	for i := range of.NumField() {
		key, _, _ := strings.Cut(of.Field(i).Tag.Get("toml"), ",")
		values := under(key, tables)
		if len(values) == 0 {
			out = append(out, key)
			continue
		}
		inner := of.Field(i).Type
		for inner.Kind() == reflect.Slice || inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if inner.Kind() != reflect.Struct {
			continue
		}
		for _, k := range Missing(inner, asTables(values)...) {
			out = append(out, key+"."+k)
		}
	}
	return out
}

func under(key string, tables []map[string]any) []any {
	var out []any
	for _, t := range tables {
		if v, ok := t[key]; ok {
			out = append(out, v)
		}
	}
	return out
}

func asTables(values []any) []map[string]any {
	var out []map[string]any
	for _, v := range values {
		switch v := v.(type) {
		case map[string]any:
			out = append(out, v)
		case []any:
			out = append(out, asTables(v)...)
		}
	}
	return out
}
