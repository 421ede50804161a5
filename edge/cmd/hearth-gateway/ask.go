package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// question is a subcommand that asks the running gateway, or orders it.
type question struct {
	name, args, short string
	fewest, most      int // operands
	ask               func(context.Context, local.Client, options, io.Writer) error
}

type options struct {
	state  string
	json   bool
	at     string
	lasts  time.Duration
	expert bool
	keep   float64

	operands []string
}

func (o options) operand() string { return o.operands[0] }

var questions = []question{
	{"status", "", "how the gateway is", 0, 0, status},
	{"explain", "[-at TIME]", "why the home did what it did, now or at a time of the last day", 0, 0, explain},
	{"wear", "", "how often registers that wear out were written", 0, 0, wear},
	{"pause", "[-for DURATION]", "take the home out of what others and the clock ask of it", 0, 0, func(ctx context.Context, c local.Client, o options, _ io.Writer) error {
		return c.Do(ctx, local.Act{Verb: local.Pause, For: o.lasts})
	}},
	{"resume", "", "end the pause", 0, 0, simple(local.Resume)},
	{"reserve", "SHARE", "keep a share of the battery, 0 to 1", 1, 1, reserve},
	{"storm", "[-for DURATION] [-keep SHARE] on|off", "fill the battery before a storm and keep it, then go on as before", 1, 1, storm},
	{"plan", "set FILE | show [-json] | clear", "what the home does by the clock in place of its daily table: JSON or CSV, - for standard input", 1, 2, plan},
	{"reset", "[-installer]", "lift a lock-out", 0, 0, func(ctx context.Context, c local.Client, o options, w io.Writer) error {
		if o.expert {
			return simple(local.ResetExpert)(ctx, c, o, w)
		}
		return simple(local.Reset)(ctx, c, o, w)
	}},
	{"clear", "", "try again what was given up for good, after a look at it", 0, 0, simple(local.Clear)},
}

// commands is a line of usage for each of them.
func commands() []string {
	var out []string
	for _, q := range questions {
		out = append(out, fmt.Sprintf("%s\n           %s", strings.TrimSpace(q.name+" [-state DIR] "+q.args), q.short))
	}
	return append(out, "seal -config FILE\n           "+sealing)
}

func find(name string) (question, bool) {
	for _, q := range questions {
		if q.name == name {
			return q, true
		}
	}
	return question{}, false
}

func simple(verb local.Verb) func(context.Context, local.Client, options, io.Writer) error {
	return func(ctx context.Context, c local.Client, _ options, _ io.Writer) error {
		return c.Do(ctx, local.Act{Verb: verb})
	}
}

// run asks and returns the exit code: 0 ok, 1 failure, 2 usage, 4 not found.
func (q question) run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := q.parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	err = q.ask(ctx, local.Client{Path: local.Path(o.state)}, o, stdout)
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, "hearth-gateway:", strings.ReplaceAll(err.Error(), "\n", "; "))
	switch fault.KindOf(err) {
	case fault.Invalid:
		return 2
	case fault.NotFound:
		return 4
	}
	return 1
}

var errUsage = errors.New("usage") // has been shown

func (q question) parse(args []string, stderr io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("hearth-gateway "+q.name, flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintf(stderr, "usage: hearth-gateway %s\n%s\nexit codes: 0 ok, 1 failure, 2 usage, 4 not found\n", strings.TrimSpace(q.name+" [-state DIR] "+q.args), q.short)
		flags.PrintDefaults()
	}
	flags.StringVar(&o.state, "state", gateway.Defaults().StateDir, "state_dir of the gateway")
	switch q.name {
	case "explain":
		flags.StringVar(&o.at, "at", "", "time, such as 16:05, 16:05:30 or 2030-01-31T16:05:00Z; without a date the last such time")
		fallthrough
	case "status", "wear", "plan":
		flags.BoolVar(&o.json, "json", false, "print JSON")
	case "pause":
		flags.DurationVar(&o.lasts, "for", 0, "how long, such as 2h; 0 is until resume")
	case "storm":
		flags.DurationVar(&o.lasts, "for", 24*time.Hour, "how long, at most 168h; it ends by itself")
		flags.Float64Var(&o.keep, "keep", 1, "the share of the battery to keep")
	case "reset":
		flags.BoolVar(&o.expert, "installer", false, "as the installer, who may always")
	}
	for { // options may stand behind operands
		if err := flags.Parse(args); err != nil {
			return o, err
		}
		if flags.NArg() == 0 {
			break
		}
		o.operands, args = append(o.operands, flags.Arg(0)), flags.Args()[1:]
	}
	if n := len(o.operands); n < q.fewest || n > q.most || o.lasts < 0 {
		flags.Usage()
		return o, errUsage
	}
	return o, nil
}

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
