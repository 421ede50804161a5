package gateway

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

// house is a gateway as its own machine sees it.
type house struct{ g *Gateway }

// Status implements local.House.
func (h house) Status() local.Status {
	g := h.g
	now := g.home.clock()
	owner, locked := g.home.settings(now)
	last, _ := g.ticks.At(now)
	s := local.Status{
		Site: g.config.Site, Software: process.ThisBuild().Version, Boot: g.boot, UpS: int64(now.Sub(g.home.born).Seconds()),
		Safety: last.Decision.State.String(), Layer: last.Decision.Layer.String(),
		Paused: owner.Paused, Reserve: float64(owner.Reserve), Lockout: locked,
		Storm: storm(owner, now), Armed: armed(last.Decision), Plan: g.home.planned(now),
		Loop: g.beats.told(), Cloud: g.outlet.told(), Buses: lines(g.fields, now), Guests: guests(g.fields), Alarms: h.alarms(locked), Notes: Notes(g.config),
	}
	for _, d := range g.home.Devices() {
		s.Devices = append(s.Devices, local.Device{
			ID: string(d.ID), State: d.State.String(), Role: d.Known.Role, ReadOnly: d.ReadOnly, Reserve: d.Reserve, Guard: d.Guard, Shared: d.Shared, Command: command(d), Alone: d.Alone, Stays: d.Stays, Unseen: d.Unseen, Hurried: d.Hurried, Vouch: d.Vouch,
			Identity: named(d.Known.Identity),
		})
	}
	return s
}

// guests are the other masters in the house, by the buses that they may read.
func guests(fields []Field) []local.Guests {
	var out []local.Guests
	for _, f := range fields {
		if f.Heard == nil {
			continue
		}
		s := f.Heard()
		out = append(out, local.Guests{
			Address: f.Guests, Clients: s.Clients, Requests: s.Requests, Cached: s.Cached, Refused: s.Refused, Slowed: s.Slowed,
			TurnedAway: s.TurnedAway, Strangers: s.Strangers, Malformed: s.Malformed, Failures: s.Failures,
		})
	}
	return out
}

// storm is how long the storm watch lasts, nil where there is none.
func storm(s control.Status, now time.Time) *float64 {
	if !s.Storm {
		return nil
	}
	left := max(0, s.Calm.Sub(now).Seconds())
	return &left
}

// armed is how long the home is armed, nil where it is not.
func armed(d energy.Decision) *float64 {
	if d.Arm == 0 {
		return nil
	}
	left := d.ArmLeft.Seconds()
	return &left
}

// command is how far the device's commands have come, "" where it gets none.
func command(d Device) string {
	if d.Command.Stage == driver.Uncommanded {
		return ""
	}
	if d.Command.Why != "" {
		return d.Command.Stage.String() + ": " + d.Command.Why
	}
	return d.Command.Stage.String()
}

func (h house) alarms(locked bool) []string {
	alarms := []string{}
	for _, s := range h.g.lost {
		alarms = append(alarms, fmt.Sprintf("the %s kept was damaged: the most cautious was taken in its place", s))
	}
	if locked {
		alarms = append(alarms, "locked out: the export limit was exceeded too often or too long")
	}
	for _, d := range h.g.home.Devices() {
		if d.ReadOnly != "" {
			alarms = append(alarms, fmt.Sprintf("%s is only read, and its battery is not commanded", d.ID))
		}
		if d.Hurried != "" {
			alarms = append(alarms, fmt.Sprintf("%s: %s", d.ID, d.Hurried))
		}
		if d.Contested != "" {
			alarms = append(alarms, fmt.Sprintf("%s does not keep its limit for PV, it forgets or another master commands it: %s", d.ID, d.Contested))
		}
		if d.Command.Stage == driver.Overruled {
			alarms = append(alarms, fmt.Sprintf("%s does not keep what was written, it forgets or another master commands it: %s", d.ID, d.Command.Why))
		}
	}
	alarms = append(alarms, lineAlarms(h.g.fields)...)
	if at, stuck := h.g.home.stuck(); stuck {
		alarms = append(alarms, "the loop hangs while "+at.String())
	}
	if why := h.g.unkept(); why != "" {
		alarms = append(alarms, why)
	}
	return alarms
}

func joined(words ...string) string {
	out := ""
	for _, w := range words {
		if w != "" && out != "" {
			out += " "
		}
		out += w
	}
	return out
}

// Wear implements local.House.
func (h house) Wear() []local.Wear { return h.g.home.Wear() }

// Do implements local.House.
func (h house) Do(a local.Act) error {
	home := h.g.home
	switch a.Verb {
	case local.Pause:
		home.Pause(a.For)
	case local.SetPlan:
		return home.Plan(a.Plan)
	case local.ClearPlan:
		return home.ClearPlan()
	case local.Resume:
		home.Resume()
	case local.Reserve:
		return home.Reserve(a.Share)
	case local.Storm:
		return home.Storm(a.Share, a.For)
	case local.Calm:
		home.Calm()
	case local.Reset:
		return home.Reset(safety.Resident)
	case local.ResetExpert:
		return home.Reset(safety.Installer)
	case local.Clear:
		home.Clear()
	case local.Beat:
		home.Beat(safety.Guard(a.Guard))
	case local.Dim:
		return home.Dim(safety.Guard(a.Guard), direction(a), safety.Dim{Active: a.Active, Power: a.Power, Timed: a.Timed, Lasts: a.For})
	default:
		return &fault.Error{Op: "do", Kind: fault.Invalid, Subject: string(a.Verb), Hint: "want one of pause, resume, reserve, storm, calm, plan, plan-clear, reset, reset-expert, clear, beat, dim"}
	}
	return nil
}

func direction(a local.Act) safety.Direction {
	if a.Exporting {
		return safety.Exporting
	}
	return safety.Importing
}
