package main

import (
	"bytes"
	"testing"
	_ "time/tzdata" // the zones must be the same wherever this runs

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/shared/process/processtest"
)

func TestTheExampleIsValidAndShowsEverySetting(t *testing.T) {
	settings := gateway.Defaults()
	processtest.Example(t, "gateway.example.toml", &settings)
}

func TestTheExampleIsSealed(t *testing.T) {
	settings := gateway.Defaults()
	processtest.Example(t, "gateway.example.toml", &settings)
	var out, errs bytes.Buffer
	require.Zero(t, seal([]string{"-config", "gateway.example.toml"}, &out, &errs), errs.String())
	require.Equal(t, "sealed = \""+settings.Limits.Sealed+"\"\n", out.String())
	require.Equal(t, 2, seal([]string{"-config", "absent.toml"}, &out, &errs))
	require.Contains(t, errs.String(), "absent.toml")
	require.Equal(t, 2, seal(nil, &out, &errs))
}
