package config

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/pelletier/go-toml/v2"
)

// unknownKeys names every unknown key with its line and nearest known name.
func unknownKeys(name string, missing *toml.StrictMissingError, into any) error {
	known := keys(reflect.TypeOf(into))
	var all []error
	for i := range missing.Errors {
		e := &missing.Errors[i]
		line, _ := e.Position()
		key := strings.Join(e.Key(), ".")
		all = append(all, fmt.Errorf("%s:%d: unknown key %q%s", name, line, key, suggestion(key, known)))
	}
	return errors.Join(all...)
}

func suggestion(key string, known []string) string {
	if len(known) == 0 {
		return ""
	}
	return fmt.Sprintf(": the nearest known is %q", Nearest(key, known))
}

// Nearest returns the known name that is most like key, "" of none. It compares whole
// dotted keys, so that it finds a misspelt key as well as one that stands in the wrong
// table. The first of equals wins.
func Nearest(key string, known []string) string {
	best, likeness := "", -1.0
	for _, k := range known {
		if l := levenshtein.Match(key, k, nil); l > likeness {
			best, likeness = k, l
		}
	}
	return best
}

// keys returns the dotted keys a value of type t takes, tables included, in
// the order of its fields.
func keys(t reflect.Type) []string { return appendKeys(nil, "", t, nil) }

func appendKeys(out []string, prefix string, t reflect.Type, above []reflect.Type) []string {
	t = element(t)
	if t.Kind() != reflect.Struct || slices.Contains(above, t) {
		return out
	}
	above = append(above, t)
	for i := range t.NumField() {
		field := t.Field(i)
		key, ok := keyOf(field)
		switch {
		case !ok:
		case field.Anonymous && field.Tag.Get("toml") == "":
			out = appendKeys(out, prefix, field.Type, above)
		default:
			out = appendKeys(append(out, prefix+key), prefix+key+".", field.Type, above)
		}
	}
	return out
}

// element returns what a pointer points at or a list holds.
func element(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		t = t.Elem()
	}
	return t
}

func keyOf(field reflect.StructField) (string, bool) {
	if !field.IsExported() && !field.Anonymous {
		return "", false
	}
	key, _, _ := strings.Cut(field.Tag.Get("toml"), ",")
	if key == "" {
		key = field.Name
	}
	return key, key != "-"
}
