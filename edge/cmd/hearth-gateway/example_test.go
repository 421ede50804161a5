package main

import (
	"testing"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/shared/process/processtest"
)

func TestTheExampleIsValidAndShowsEverySetting(t *testing.T) {
	settings := gateway.Defaults()
	processtest.Example(t, "gateway.example.toml", &settings)
}
