package main

import (
	"testing"

	"github.com/hearthgrid/hearthgrid/cloud/server"
	"github.com/hearthgrid/hearthgrid/shared/process/processtest"
)

func TestTheExampleIsValidAndShowsEverySetting(t *testing.T) {
	settings := server.Defaults()
	processtest.Example(t, "cloud.example.toml", &settings)
}
