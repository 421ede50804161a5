package server

import (
	"fmt"
	"net"
	"net/url"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Config is the file of hearth-cloud.
type Config struct {
	StateDir string `toml:"state_dir"` // keys, registry, history
	HTTP     string `toml:"http"`      // API and console, loopback only
	MQTT     string `toml:"mqtt"`      // mutual TLS
	// HistoryURL is the VictoriaMetrics that keeps the history, and empty for
	// the one inside this process.
	HistoryURL string `toml:"history_url"`
	// RegistryURL is the PostgreSQL database that keeps the registry, and empty
	// for a file in the state folder.
	RegistryURL string     `toml:"registry_url"`
	Enroll      Enroll     `toml:"enroll"`
	Clocks      Clocks     `toml:"clocks"`
	Programmes  Rules      `toml:"programmes"`
	Settlement  Settlement `toml:"settlement"`
}

// Rules say who lets programmes run.
type Rules struct {
	ApproveAbove float64  `toml:"approve_above_mw"` // a second person approves calls above it
	Persons      []string `toml:"persons"`          // who may let them run; empty for whoever gives a name
}

// Clocks say where the clocks are that people in homes live by, as names of time zones.
type Clocks struct {
	Usual string            `toml:"usual"` // empty for that of this machine
	Zones map[string]string `toml:"zones"` // of zones of the fleet that keep others
}

// Enroll says what happens to a home that enrols with the development claim.
type Enroll struct {
	JoinPlant string `toml:"join_plant"` // made if it is not there
}

// Defaults returns the settings that hold where the file says nothing.
func Defaults() Config {
	return Config{
		StateDir: ".hearthgrid/cloud", HTTP: "127.0.0.1:8080", MQTT: "127.0.0.1:8883",
		Enroll: Enroll{JoinPlant: "demo"}, Programmes: Rules{ApproveAbove: 1}, Settlement: settled(),
	}
}

// Validate names the first setting that cannot be.
func (c Config) Validate() error {
	host, _, err := net.SplitHostPort(c.HTTP)
	if err != nil {
		return fmt.Errorf("http: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("http %q: the API has no login yet and serves loopback addresses only, such as 127.0.0.1:8080", c.HTTP)
	}
	if _, _, err := net.SplitHostPort(c.MQTT); err != nil {
		return fmt.Errorf("mqtt: %w", err)
	}
	if c.StateDir == "" {
		return fmt.Errorf("state_dir is empty: name a folder that survives a restart")
	}
	if u, err := url.Parse(c.HistoryURL); c.HistoryURL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("history_url %q: want the URL of a VictoriaMetrics, such as http://localhost:8428, or nothing for the one inside", c.HistoryURL)
	}
	if u, err := url.Parse(c.RegistryURL); c.RegistryURL != "" && (err != nil || !fleet.IsURL(c.RegistryURL) || len(u.Path) < 2) {
		return fmt.Errorf("registry_url %q: want the URL of a PostgreSQL database, such as postgres://hearth@localhost/hearth, or nothing for a file in the state folder", fleet.SourceName(c.RegistryURL))
	}
	if _, err := energy.ParsePlantID(c.Enroll.JoinPlant); err != nil {
		return fmt.Errorf("enroll.join_plant: %w", err)
	}
	if _, err = clocksOf(c.Clocks); err != nil {
		return err
	}
	if err := c.Programmes.validate(); err != nil {
		return err
	}
	return c.Settlement.validate()
}
