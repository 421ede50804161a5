package config

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// wrongType says of a value that does not fit its key what is wanted in its place, and
// false where the decoder does not tell of which key.
func wrongType(name string, data []byte, broken *toml.DecodeError, into any) (error, bool) {
	key := strings.Join(broken.Key(), ".")
	t, known := typeOf(reflect.TypeOf(into), broken.Key())
	if key == "" || !known {
		return nil, false
	}
	line, column := broken.Position()
	return fmt.Errorf("%s:%d:%d: %s = %s: want %s", name, line, column, key, valueAt(data, line), wanted(t, key)), true
}

// wanted is what a value of type t looks like.
func wanted(t reflect.Type, key string) string {
	if t == reflect.TypeFor[Duration]() {
		return "whole milliseconds, such as 1000"
	}
	switch t.Kind() {
	case reflect.Float32, reflect.Float64:
		return "a number" + unit(key) + ", such as 10 or 0.5, without quotes"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "a whole number" + unit(key) + ", such as 10, without quotes"
	case reflect.Bool:
		return "true or false, without quotes"
	case reflect.String:
		return "text in quotes"
	case reflect.Slice, reflect.Array:
		return "a list in brackets"
	}
	return "a table of its own"
}

// units are what numbers are counted in, by the end of their key.
var units = []struct{ end, words string }{
	{"_w_per_s", "W per second"}, {"_w", "W"}, {"_wh", "Wh"}, {"_ms", "milliseconds"}, {"_ratio", "a share from 0 to 1"},
	{"_a", "A"}, {"_v", "V"}, {"_c", "degrees Celsius"}, {"_hz", "Hz"}, {"_mb", "MB"},
}

func unit(key string) string {
	for _, u := range units {
		if strings.HasSuffix(key, u.end) {
			return " of " + u.words
		}
	}
	return ""
}

// typeOf is the type that the key at path has in t.
func typeOf(t reflect.Type, path []string) (reflect.Type, bool) {
	for _, part := range path {
		if t = element(t); t.Kind() != reflect.Struct {
			return nil, false
		}
		found := false
		for i := range t.NumField() {
			if key, ok := keyOf(t.Field(i)); ok && key == part {
				t, found = t.Field(i).Type, true
				break
			}
		}
		if !found {
			return nil, false
		}
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t, len(path) > 0
}

// valueAt is what stands behind the first "=" of a line.
func valueAt(data []byte, line int) string {
	lines := strings.Split(string(data), "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	_, value, _ := strings.Cut(lines[line-1], "=")
	return strings.TrimSpace(value)
}

var (
	dotted  = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*`)
	header  = regexp.MustCompile(`^\s*\[\s*([a-z0-9_.]+)\s*\]`)
	setting = regexp.MustCompile(`^\s*([a-z0-9_.]+)\s*=`)
)

// lineOf is where the setting stands that a flaw begins with by its dotted key, 0 where it
// is not in the file or in a list of tables, of which there may be several.
func lineOf(data []byte, flaw string) int {
	key, table := dotted.FindString(flaw), ""
	for i, text := range strings.Split(string(data), "\n") {
		if strings.HasPrefix(strings.TrimSpace(text), "[[") {
			table = "[["
		} else if m := header.FindStringSubmatch(text); m != nil {
			table = m[1] + "."
		}
		if m := setting.FindStringSubmatch(text); m != nil && strings.TrimPrefix(table, ".")+m[1] == key {
			return i + 1
		}
	}
	return 0
}
