package regmap

import (
	"fmt"
	"strings"
	"time"
)

// steps are the keywords of the control program, and how many words each has.
var steps = map[string]*struct {
	op    Op
	words int
}{
	"hold":    {Hold, 4},
	"refresh": {Refresh, 4},
	"release": {Release, 3},
	"need":    {Need, 3},
}

var conditions = map[string]When{"always": Always, "charge": Charging, "discharge": Discharging, "idle": Idle}

var terms = map[string]Term{"power": Power, "size": Size, "length": Length, "beat": Beat}

// step reads one step of the control program.
func (p *deviceParser) step(f []string) (err error) {
	kind := steps[f[0]]
	if len(f) != kind.words {
		return fmt.Errorf("%s: want %d words behind it", f[0], kind.words-1)
	}
	s := Step{Op: kind.op, Point: f[len(f)-2]}
	if kind.op == Hold || kind.op == Refresh {
		if s.When, err = oneOf(f[1:2], conditions); err != nil {
			return err
		}
	}
	if err := s.value(f[len(f)-1]); err != nil {
		return err
	}
	p.device.Steps = append(p.device.Steps, s)
	return nil
}

func (s *Step) value(v string) (err error) {
	if term, ok := terms[v]; ok {
		s.Term = term
		return nil
	}
	if of, ok := strings.CutPrefix(v, "share:"); ok {
		s.Term, s.Of = Share, of
		return nil
	}
	if s.Value, err = numeral(v); err != nil {
		return fmt.Errorf("value %q: want a number, share:POINT or one of %s", v, strings.Join(sorted(terms), ", "))
	}
	return nil
}

// maxLease is the longest a device may go on by itself after the last write.
const maxLease = 3600

// lease reads how the device falls back.
func (p *deviceParser) lease(f []string) error {
	l := &p.device.Lease
	rest := f[1:]
	switch f[0] {
	case "none":
		l.Why = strings.Join(rest, " ")
		return nil
	case "period", "timer", "heartbeat":
		l.Kind = map[string]LeaseKind{"period": Period, "timer": Timer, "heartbeat": Heartbeat}[f[0]]
		l.Point, rest = rest[0], rest[1:]
	case "fixed":
		l.Kind = Fixed
	default:
		return fmt.Errorf("lease %q: want period, timer, heartbeat, fixed or none", f[0])
	}
	return l.times(rest)
}

// times reads what one count of a length is and how long the device may go on
// whatever it is told, or that alone.
func (l *Lease) times(f []string) error {
	into := []*time.Duration{&l.After}
	if l.Kind == Period || l.Kind == Timer {
		into = []*time.Duration{&l.Count, &l.After}
	}
	if len(f) == 0 || len(f) > len(into) {
		return fmt.Errorf("want one number of seconds, or %d", len(into))
	}
	for i, s := range f {
		n, err := number(s, 1, maxLease)
		if err != nil {
			return fmt.Errorf("seconds of the lease: %w", err)
		}
		*into[i] = time.Duration(n) * time.Second
	}
	return nil
}
