package process

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/config"
)

// The exit codes.
const (
	exitOK = iota
	exitFailure
	exitUsage
)

// Program is a process that runs by a configuration file of type C.
type Program[C any] struct {
	Name     string
	Defaults func() C // the settings that hold where the file says nothing
	// Serve starts and works until ctx ends. It says each Step of its start,
	// and when it is Ready.
	Serve func(ctx context.Context, settings C, log *slog.Logger) error
	// Check says what somebody has to mend in settings that it starts with all the same,
	// for -check alone. nil: there is no such thing.
	Check func(settings C) error
	// Notes are what somebody should know of settings that are valid, for -check alone, a
	// line each. nil: there is no such thing.
	Notes func(settings C) []string
	Limit time.Duration // of the start-up; StartLimit where 0
	// Commands is what the program does beside, for its usage: one line for each.
	Commands []string
}

// Main runs the program with the process's arguments until SIGINT or SIGTERM,
// and ends the process. A second signal ends it at once.
func (p Program[C]) Main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(p.Run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// Run runs the program until ctx ends and returns its exit code. The process
// must end then: a step of the start-up that hangs is left where it is.
func (p Program[C]) Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == "version" {
		return showVersion(p.Name, args[1:], stdout, stderr)
	}
	o, err := p.parse(args, stderr)
	if err != nil {
		return exitCode(err)
	}
	lines := NewLog(stderr)
	defer lines.Close()
	log := slog.New(slog.NewTextHandler(lines, nil))
	limit := p.Limit
	if limit <= 0 {
		limit = StartLimit
	}
	err = within(ctx, limit, func(ctx context.Context) error { return p.work(ctx, o, log, stdout) })
	var refused *refusal
	switch {
	case errors.As(err, &refused):
		fmt.Fprintf(lines, "%s: %v\n", p.Name, refused)
	case err != nil:
		log.Error(p.Name+" ends", "err", err)
	case o.check:
		fmt.Fprintln(stdout, o.file, "is valid")
	}
	return exitCode(err)
}

func (p Program[C]) work(ctx context.Context, o options, log *slog.Logger, stdout io.Writer) error {
	Step(ctx, "read configuration "+o.file)
	settings := p.Defaults()
	if err := config.Load(o.file, &settings); err != nil {
		return &refusal{err}
	}
	if o.check {
		return p.checked(o.file, settings, stdout)
	}
	if ctx.Err() != nil {
		return nil
	}
	return p.Serve(ctx, settings, log)
}

func (p Program[C]) checked(file string, settings C, stdout io.Writer) error {
	if p.Notes != nil {
		for _, note := range p.Notes(settings) {
			fmt.Fprintln(stdout, note)
		}
	}
	if p.Check == nil {
		return nil
	}
	if err := p.Check(settings); err != nil {
		return &refusal{fmt.Errorf("%s: %w", file, err)}
	}
	return nil
}

// refusal is a configuration that is not taken.
type refusal struct{ error }

func (r *refusal) Unwrap() error { return r.error }

var errUsage = errors.New("usage") // has been shown

func exitCode(err error) int {
	var refused *refusal
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.Is(err, errUsage), errors.As(err, &refused):
		return exitUsage
	}
	return exitFailure
}
