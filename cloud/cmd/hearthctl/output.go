package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/shared/command"
)

// output is how a command writes what it was told.
type output string

const (
	asTable output = "table" // for people, and may change
	asJSON  output = "json"
	asYAML  output = "yaml"
)

// flag adds -o, and the --json that commands had before there was one.
func (o *output) flag(c *cobra.Command) *cobra.Command {
	*o = asTable
	c.Flags().VarP(o, "output", "o", "table, json or yaml")
	c.Flags().BoolFunc("json", "print one JSON object, as -o json", o.setJSON)
	return c
}

// String, Set and Type make an output a flag.
func (o *output) String() string { return string(*o) }

func (o *output) Type() string { return "format" }

func (o *output) Set(s string) error {
	switch output(s) {
	case asTable, asJSON, asYAML:
		*o = output(s)
		return nil
	}
	return command.Usage(fmt.Errorf("want table, json or yaml"))
}

// setJSON is --json, which may be given as --json=false.
func (o *output) setJSON(s string) error {
	wanted, err := strconv.ParseBool(s)
	if wanted {
		*o = asJSON
	}
	return err
}

// print writes v, as a table by what table does.
func (o output) print(w io.Writer, v any, table func(io.Writer) error) error {
	switch o {
	case asJSON:
		return printJSON(w, v)
	case asYAML:
		text, err := json.Marshal(v)
		if err == nil {
			text, err = yamlOf(text)
		}
		if err == nil {
			_, err = w.Write(text)
		}
		return err
	}
	return table(w)
}
