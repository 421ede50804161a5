package config

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/pelletier/go-toml/v2"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Duration is a setting in whole milliseconds. Its key ends in _ms.
type Duration int64

// Duration returns d as a time.Duration.
func (d Duration) Duration() time.Duration { return time.Duration(d) * time.Millisecond }

// Millis returns d as a setting, cut to whole milliseconds.
func Millis(d time.Duration) Duration { return Duration(d.Milliseconds()) }

// Load decodes the TOML file at path over the defaults already in into. All
// its errors are of Kind Invalid, except for a file that cannot be read:
// NotFound where it is absent, else Denied.
func Load[T any](path string, into *T) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return unreadable(path, err)
	}
	return Decode(path, data, into)
}

func unreadable(path string, err error) error {
	kind := fault.Denied
	if errors.Is(err, os.ErrNotExist) {
		kind = fault.NotFound
	}
	return &fault.Error{Op: "read configuration", Kind: kind, Subject: path, Hint: "name a readable file", Err: err}
}

// Decode decodes TOML over the defaults already in into, a pointer to a
// struct, and calls its Validate where it has one. name stands for the file in
// errors, which are of Kind Invalid and begin with name:line where the line is
// known.
func Decode(name string, data []byte, into any) error {
	decoder := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return refuse(name, describe(name, data, err, into))
	}
	v, ok := into.(interface{ Validate() error })
	if !ok {
		return nil
	}
	if err := v.Validate(); err != nil {
		at := name
		if line := lineOf(data, err.Error()); line > 0 {
			at = fmt.Sprintf("%s:%d", name, line)
		}
		return refuse(name, fmt.Errorf("%s: %w", at, err))
	}
	return nil
}

func refuse(name string, err error) error {
	return &fault.Error{Op: "read configuration", Kind: fault.Invalid, Hint: "correct " + name + " and start again", Err: err}
}

func describe(name string, data []byte, err error, into any) error {
	var missing *toml.StrictMissingError
	if errors.As(err, &missing) {
		return unknownKeys(name, missing, into)
	}
	var broken *toml.DecodeError
	if errors.As(err, &broken) {
		if said, ok := wrongType(name, data, broken, into); ok {
			return said
		}
		line, column := broken.Position()
		return fmt.Errorf("%s:%d:%d: %w", name, line, column, err)
	}
	return fmt.Errorf("%s: %w", name, err)
}
