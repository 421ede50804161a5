package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strconv"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/child"
	"github.com/hearthgrid/hearthgrid/hil/world"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// startWait is how long a part has to become ready.
const startWait = 30 * time.Second

// plant is the set of running processes, in the order they were started.
type plant struct {
	options Options
	parts   []*part
	truth   chan world.Truth // newest only
}

// up starts cloud, fleet and gateways, each once the one before is ready. On
// an error everything started is stopped again.
func (o Options) up(ctx context.Context) (*plant, error) {
	p := &plant{options: o, truth: make(chan world.Truth, 1)}
	err := p.start(ctx)
	if err != nil {
		return nil, errors.Join(append([]error{err}, p.down()...)...)
	}
	return p, nil
}

func (p *plant) start(ctx context.Context) error {
	o := p.options
	if err := o.writeConfigs(); err != nil {
		return err
	}
	if err := p.add("hearth-cloud", "cloud", nil, "-config", filepath.Join(o.cloudDir(), "cloud.toml")); err != nil {
		return err
	}
	if err := p.waitReady(ctx); err != nil {
		return err
	}
	if err := o.gather(ctx); err != nil {
		return err
	}
	if err := p.add("hearth-hil", "fleet", p.hear, o.fleetArgs()...); err != nil {
		return err
	}
	if err := p.waitFleet(ctx); err != nil {
		return err
	}
	for i := range o.Gateways {
		site := gatewaySite(i)
		if err := p.add("hearth-gateway", string(site), nil, "-config", filepath.Join(o.homeDir(site), "gateway.toml")); err != nil {
			return err
		}
		p.parts[len(p.parts)-1].gateway = true
	}
	return nil
}

func (o Options) fleetArgs() []string {
	args := []string{"fleet", "--homes", strconv.Itoa(o.Homes), "--served", strconv.Itoa(o.Gateways),
		"--modbus", o.address(modbusPort), "--seed", strconv.FormatUint(o.Seed, 10), "--state", filepath.Join(o.State, "homes"),
		"--mqtt", o.address(mqttPort), "--enroll", o.url(), "--claim-file", filepath.Join(o.cloudDir(), "claim")}
	if o.Gateways > 1 {
		args = append(args, "--line", o.linePath())
	}
	if o.Profiles != "" {
		args = append(args, "--profiles", o.Profiles)
	}
	return args
}

func (p *plant) add(name, label string, lines func([]byte), args ...string) error {
	again := func() (*child.Child, error) { return p.options.start(name, label, lines, args...) }
	process, err := again()
	if err != nil {
		return err
	}
	p.parts = append(p.parts, &part{process: process, again: again})
	return nil
}

// hear keeps the newest truth. A line that is none is the fleet's mistake and
// shows as silence.
func (p *plant) hear(line []byte) {
	var t world.Truth
	if json.Unmarshal(line, &t) != nil {
		return
	}
	select {
	case <-p.truth:
	default:
	}
	p.truth <- t
}

// waitFleet waits for the fleet's first truth: its homes are then served.
func (p *plant) waitFleet(ctx context.Context) error {
	fleet := p.parts[len(p.parts)-1].process
	select {
	case t := <-p.truth:
		p.truth <- t
		return nil
	case <-fleet.Done():
		return fleet.Watch(ctx)
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(startWait):
		return &fault.Error{Op: "start", Kind: fault.Busy, Subject: "fleet", Err: fmt.Errorf("not ready within %v", startWait)}
	}
}

// waitReady polls the cloud's readiness.
func (p *plant) waitReady(ctx context.Context) error {
	cloud := p.parts[len(p.parts)-1].process
	ctx, cancel := context.WithTimeoutCause(ctx, startWait, fmt.Errorf("hearth-cloud is not ready within %v", startWait))
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for !ready(ctx, p.options.url()+"/readyz") {
		select {
		case <-cloud.Done():
			return cloud.Watch(context.WithoutCancel(ctx))
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
	return nil
}

func ready(ctx context.Context, url string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// down stops everything, last started first, and returns what went wrong in
// all of the run.
func (p *plant) down() []error {
	var failed []error
	for i := len(p.parts) - 1; i >= 0; i-- {
		failed = append(failed, p.parts[i].died...)
		if err := p.parts[i].stop(); err != nil {
			failed = append(failed, err)
		}
	}
	return failed
}

// gateways returns how many gateway processes there are and the largest
// resident memory of one, in bytes.
func (p *plant) gateways() (processes int, memory int64) {
	for _, part := range p.parts {
		if !part.gateway {
			continue
		}
		processes++
		if rss, ok := part.process.RSS(); ok {
			memory = max(memory, rss)
		}
	}
	return processes, memory
}
