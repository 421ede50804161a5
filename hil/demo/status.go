package demo

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Status is one second of the plant, as shown. What is nil is not known.
type Status struct {
	Cloud     *View // what it says of the plant
	Running   time.Duration
	Truth     *energy.Watts // what the simulator knows
	PerSecond *float64      // messages
}

const mute = "the cloud says nothing"

// block is the status for a terminal of the usual 80 columns.
func (s Status) block() []string {
	if s.Cloud == nil {
		return []string{fmt.Sprintf("%-8s %s; in truth %s", s.running(), mute, power(s.Truth))}
	}
	v := s.Cloud
	return []string{
		fmt.Sprintf("%-8s target     %s", s.running(), v.target()),
		fmt.Sprintf("         delivered  %s, in truth %s", power(v.Delivered.MeanW), power(s.Truth)),
		fmt.Sprintf("         90 %% sure  %s", v.interval()),
		fmt.Sprintf("         homes      %d of %d reporting, %s", v.Coverage.Reporting, v.Coverage.Homes, v.oldest()),
		fmt.Sprintf("                    %s", v.shares()),
		fmt.Sprintf("         limited    %s", reasons(v.Limited)),
		fmt.Sprintf("         orders     %d in force, %d sent, %d refused", v.Orders.InForce, v.Orders.Sent, v.Orders.Refused),
		fmt.Sprintf("         messages   %s a second; samples: %d stored, %d lost, %d repeated", s.messages(),
			v.Telemetry.Stored, v.Telemetry.Lost, v.Telemetry.Repeated),
	}
}

// line is the status where each line stays.
func (s Status) line() string {
	if s.Cloud == nil {
		return fmt.Sprintf("%s %s; in truth %s", s.running(), mute, power(s.Truth))
	}
	v := s.Cloud
	return fmt.Sprintf("%s target %s, delivered %s (90 %%: %s; in truth %s); homes %d of %d reporting: %s, %s; limited: %s; %s messages/s",
		s.running(), v.target(), power(v.Delivered.MeanW), v.interval(), power(s.Truth),
		v.Coverage.Reporting, v.Coverage.Homes, v.shares(), v.oldest(), reasons(v.Limited), s.messages())
}

func (s Status) running() time.Duration { return s.Running.Round(time.Second) }

func (s Status) messages() string {
	if s.PerSecond == nil {
		return "unknown"
	}
	return fmt.Sprintf("%.0f", *s.PerSecond)
}

func (v *View) target() string {
	if v.Target == nil {
		return "nothing asked"
	}
	return power(&v.Target.PowerW)
}

func (v *View) interval() string {
	i := v.Delivered.IntervalW
	if i == nil {
		return "unknown"
	}
	return power(&i[0]) + " to " + power(&i[1])
}

func (v *View) oldest() string {
	if v.Coverage.OldestS == nil {
		return "nothing read yet"
	}
	return fmt.Sprintf("oldest data %.1f s", *v.Coverage.OldestS)
}

func (v *View) shares() string {
	c := v.Coverage
	return fmt.Sprintf("%.1f %% measured, %.1f %% modelled, %.1f %% missing", 100*c.Measured, 100*c.Modelled, 100*c.Missing)
}

func power(w *energy.Watts) string {
	if w == nil {
		return "unknown"
	}
	return w.Words("discharging", "charging")
}

func reasons(limited map[string]int) string {
	if len(limited) == 0 {
		return "none"
	}
	var parts []string
	for why, n := range limited {
		parts = append(parts, fmt.Sprintf("%d %s", n, why))
	}
	sort.Strings(parts)
	return strings.Join(parts, ", ")
}
