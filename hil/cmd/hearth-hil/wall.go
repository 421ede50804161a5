package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/hil/child"
	"github.com/hearthgrid/hearthgrid/hil/scenario"
	"github.com/hearthgrid/hearthgrid/shared/command"
)

// playWall plays scripts one after another in real time: they share the
// gateway, or the address it is pointed at.
func playWall(ctx context.Context, o runOptions, scripts []*scenario.Script) ([]scenario.Result, error) {
	bench, err := benchOf(o.gateway)
	if err != nil {
		return nil, err
	}
	var results []scenario.Result
	for _, s := range scripts {
		if err := bench.Takes(s); err != nil {
			return nil, command.Usage(err)
		}
		r := scenario.RunWall(ctx, s, o.seed, bench)
		r.With = fmt.Sprintf("--wall --gateway %s ", o.gateway)
		results = append(results, r)
	}
	return results, nil
}

// benchOf tells a program from an address.
func benchOf(gateway string) (scenario.Bench, error) {
	if _, _, err := net.SplitHostPort(gateway); err == nil {
		return scenario.Bench{Serve: gateway}, nil
	}
	path, err := filepath.Abs(gateway)
	if err != nil {
		return scenario.Bench{}, err
	}
	if info, err := os.Stat(path); err != nil || info.IsDir() || info.Mode()&0o111 == 0 {
		return scenario.Bench{}, command.Usage(fmt.Errorf("--gateway %s: want a program, or an address such as 0.0.0.0:1502", gateway))
	}
	return scenario.Bench{Start: func(ctx context.Context, s scenario.Start) (scenario.Home, func() error, error) {
		return startProgram(ctx, path, s)
	}}, nil
}

// startProgram starts the gateway's program on a site file of its own, which it
// has to find good, and returns what kills it.
func startProgram(ctx context.Context, program string, s scenario.Start) (scenario.Home, func() error, error) {
	file, err := siteFile(s)
	if err != nil {
		return nil, nil, err
	}
	if out, err := exec.CommandContext(ctx, program, "-check", "-config", file).CombinedOutput(); err != nil {
		return nil, nil, fmt.Errorf("%w: %s", err, out)
	}
	c, err := child.Start(child.Spec{
		Name: "gateway of " + s.Site, Program: program, Args: []string{"-config", file}, Log: filepath.Join(s.State, "gateway.log"),
	})
	if err != nil {
		return nil, nil, err
	}
	return &socketed{process: c, Client: local.Client{Path: local.Path(s.State)}}, c.Kill, nil
}

// siteFile writes the scenario's site file, and a claim that nobody takes.
func siteFile(s scenario.Start) (string, error) {
	if err := os.MkdirAll(s.State, 0o700); err != nil {
		return "", err
	}
	claim, file := filepath.Join(s.State, "claim"), filepath.Join(s.State, "site.toml")
	text := fmt.Appendf(s.File, "\n[cloud]\nmqtt = %q\nenroll = %q\nclaim_file = %q\n", nowhere.MQTT, nowhere.Enroll, claim)
	return file, errors.Join(os.WriteFile(claim, []byte("nobody"), 0o600), os.WriteFile(file, text, 0o600))
}
