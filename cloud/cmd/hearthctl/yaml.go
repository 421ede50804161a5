package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// yamlOf writes a JSON value as YAML 1.2, in the order in which it is. Strings stay in
// their quotes: those of JSON are YAML, and nothing is taken for a number or a date.
func yamlOf(text []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var y yaml
	err := y.value(d, 0)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return append(bytes.TrimLeft(y.out.Bytes(), " \n"), '\n'), err
}

type yaml struct{ out bytes.Buffer }

// value writes what is next behind a colon or a dash, on lines of its own where it has
// parts.
func (y *yaml) value(d *json.Decoder, depth int) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	if open, ok := token.(json.Delim); ok {
		return y.parts(d, open, depth)
	}
	text, err := json.Marshal(token)
	y.out.Write(append([]byte{' '}, text...))
	return err
}

func (y *yaml) parts(d *json.Decoder, open json.Delim, depth int) error {
	if !d.More() {
		y.out.WriteString(map[json.Delim]string{'{': " {}", '[': " []"}[open])
	}
	for d.More() {
		y.out.WriteString("\n" + strings.Repeat("  ", depth))
		if open == '[' {
			y.out.WriteString("-")
		} else {
			key, err := d.Token()
			if err != nil {
				return err
			}
			fmt.Fprintf(&y.out, "%s:", name(key.(string)))
		}
		if err := y.value(d, depth+1); err != nil {
			return err
		}
	}
	_, err := d.Token() // what closes it
	return err
}

// name is a key without its quotes, where YAML takes it for a string all the same.
func name(key string) string {
	plain := strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") == ""
	if word := map[string]bool{"": true, "null": true, "true": true, "false": true, "yes": true, "no": true, "on": true, "off": true, "y": true, "n": true}; plain && !word[key] {
		return key
	}
	text, _ := json.Marshal(key) // a string always can
	return string(text)
}
