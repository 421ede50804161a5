package device

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Fault is one thing that can be broken of a unit, by its name.
type Fault struct {
	Name  string
	Args  string // what Break takes after the name, with its default
	Wire  string // where it shows: "all", or the wires on which it can
	Means string
	set   func(t *trouble, arg string) error
	clear func(t *trouble)
}

// faults is every switch there is. The pain behind each is a real one: see the
// field notes of the design.
var faults = [...]Fault{
	{"silent", "", "all", "answers nothing",
		func(t *trouble, _ string) error { t.silent = true; return nil }, func(t *trouble) { t.silent = false }},
	{"delay", "duration, 3s", "all; in process a delay of 1s or more loses the reply", "every reply comes late",
		func(t *trouble, a string) error { return duration(&t.delay, a, 3*time.Second) }, func(t *trouble) { t.delay = 0 }},
	{"wrong_transaction", "next or zero, next", "tcp; in process the reply is lost", "replies carry another request's id",
		func(t *trouble, a string) error { return choose(&t.identity, a, "next", "zero") }, func(t *trouble) { t.identity = echoed }},
	{"exception_4", "all, reads or writes, all", "all", "requests end in device failure",
		func(t *trouble, a string) error { return choose(&t.exception[0], a, "all", "reads", "writes") }, func(t *trouble) { t.exception[0] = noRequest }},
	{"exception_6", "all, reads or writes, all", "all", "requests end in device busy",
		func(t *trouble, a string) error { return choose(&t.exception[1], a, "all", "reads", "writes") }, func(t *trouble) { t.exception[1] = noRequest }},
	{"half_open", "", "tcp, until the master connects anew; else as silent", "connections look alive and carry nothing",
		func(t *trouble, _ string) error { t.halfOpen = never; return nil }, func(t *trouble) { t.halfOpen = 0 }},
	{"evict_second_client", "older, newer or busy, older", "tcp", "one client is served: who goes is the argument",
		func(t *trouble, a string) error { return choose(&t.evict, a, "older", "newer", "busy") }, func(t *trouble) { t.evict = noEviction }},
	{"torn_32bit", "", "all", "32-bit values have their first word from one tick earlier",
		func(t *trouble, _ string) error { t.torn = true; return nil }, func(t *trouble) { t.torn = false }},
	{"frozen", "", "all", "what is measured stands still",
		func(t *trouble, _ string) error { t.frozen = true; return nil }, func(t *trouble) { t.frozen = false }},
	{"asleep", "now, dusk or zero, now", "all", "sleeps: at once, or while there is no PV, or answers zeros",
		func(t *trouble, a string) error { return choose(&t.sleep, a, "now", "dusk", "zero") }, func(t *trouble) { t.sleep = awake }},
	{"accepted_not_applied", "", "all", "writes are taken, read back, and not acted on",
		func(t *trouble, _ string) error { t.ignores = true; return nil }, func(t *trouble) { t.ignores = false }},
	{"slow_ramp", "power per second, 50W", "physics", "commands are followed this fast at most",
		func(t *trouble, a string) error { return watts(&t.ramp, a, 50) }, func(t *trouble) { t.ramp = 0 }},
	{"taper_above_90", "share of the rating, 0.2", "physics", "commands charge with this share at most above 90 % SoC",
		func(t *trouble, a string) error { return share(&t.taper, a, 0.2) }, func(t *trouble) { t.taper = 0 }},
	{"sign_flip", "battery, grid or command, battery", "all", "a firmware turned the sign of a reading, or of commands",
		func(t *trouble, a string) error { return choose(&t.flip, a, "battery", "grid", "command") }, func(t *trouble) { t.flip = noFlip }},
	{"register_shift", "words or words:first register, 1", "all", "a firmware moved the registers up",
		setShift, func(t *trouble) { t.shift = shift{} }},
	{"clock_change", "duration, 1h", "leases", "the device's clock jumps ahead, or back if negative",
		func(t *trouble, a string) error { return duration(&t.clock, a, time.Hour) }, func(t *trouble) { t.clock = 0 }},
	{"early_lease_expiry", "share of the lease, 0.5", "leases begun after it", "commands lapse before their time",
		func(t *trouble, a string) error { return share(&t.early, a, 0.5) }, func(t *trouble) { t.early = 0 }},
	{"restart_resets_limits", "duration of the restart, 60s", "all", "restarts: silent at first, then with settings as delivered",
		nil, func(t *trouble) { t.boot = time.Time{} }},
	{"meter_lag", "duration to 5s, 3s", "all", "the grid reading is this old",
		setLag, func(t *trouble) { t.lag = 0 }},
	{"second_master", "talks or collides, talks", "rtu; in process the reply is lost", "another master meets every third request",
		func(t *trouble, a string) error { return choose(&t.rival, a, "talks", "collides") }, func(t *trouble) { t.rival = noRival }},
}

// Faults returns every fault that Break knows.
func Faults() []Fault { return slices.Clone(faults[:]) }

func findFault(name string) (*Fault, error) {
	for i := range faults {
		if faults[i].Name == name {
			return &faults[i], nil
		}
	}
	var names []string
	for _, f := range faults {
		names = append(names, f.Name)
	}
	return nil, &fault.Error{Op: "break device", Kind: fault.NotFound, Subject: name, Hint: "known faults: " + strings.Join(names, ", ")}
}

// choose sets to to 1 for the first of names, 2 for the second and so on; no
// argument is the first.
func choose[T ~uint8](to *T, arg string, names ...string) error {
	if arg == "" {
		arg = names[0]
	}
	i := slices.Index(names, arg)
	if i < 0 {
		return fmt.Errorf("%q: want %s", arg, strings.Join(names, " or "))
	}
	*to = T(i + 1)
	return nil
}

func duration(to *time.Duration, arg string, usual time.Duration) (err error) {
	*to = usual
	if arg != "" {
		*to, err = time.ParseDuration(arg)
	}
	return err
}

func share(to *energy.Ratio, arg string, usual energy.Ratio) error {
	*to = usual
	if arg == "" {
		return nil
	}
	v, err := strconv.ParseFloat(arg, 64)
	if err != nil || !(v > 0 && v <= 1) {
		return fmt.Errorf("%q: want a share above 0 and up to 1", arg)
	}
	*to = energy.Ratio(v)
	return nil
}

func watts(to *energy.Watts, arg string, usual energy.Watts) error {
	*to = usual
	if arg == "" {
		return nil
	}
	number, factor := strings.TrimSuffix(arg, "W"), 1.0
	if kilo, ok := strings.CutSuffix(number, "k"); ok {
		number, factor = kilo, 1000
	}
	v, err := strconv.ParseFloat(number, 64)
	if err != nil || !(v > 0 && v <= 1e6) {
		return fmt.Errorf("%q: want a power such as 50W or 1kW", arg)
	}
	*to = energy.Watts(v * factor)
	return nil
}

func setLag(t *trouble, arg string) error {
	if err := duration(&t.lag, arg, 3*time.Second); err != nil {
		return err
	}
	if t.lag < 0 || t.lag > maxLag {
		t.lag = 0
		return fmt.Errorf("%q: want 0s to %v", arg, maxLag)
	}
	return nil
}

func setShift(t *trouble, arg string) error {
	if arg == "" {
		arg = "1"
	}
	by, from, found := strings.Cut(arg, ":")
	n, err := strconv.Atoi(by)
	first := uint64(0)
	if found && err == nil {
		first, err = strconv.ParseUint(from, 10, 16)
	}
	if err != nil || n < -1000 || n > 1000 {
		return fmt.Errorf("%q: want words or words:register, as in 1:40100", arg)
	}
	t.shift = shift{by: n, from: uint16(first)}
	return nil
}
