package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/hil/scenario"
	"github.com/hearthgrid/hearthgrid/shared/command"
)

// runOptions say how scenarios are played.
type runOptions struct {
	seed          uint64
	junit, report string
	gateway       string
	cloud, state  string
	wall          bool
	verbose       bool
}

func runCommand() *cobra.Command {
	o := runOptions{}
	c := &cobra.Command{
		Use: "run FILE...", Short: "Play scenario scripts against the gateway's code, and say what did not hold",
		Long: "Play scenario scripts against the gateway's own code in virtual time. With --gateway and --wall they are played in\n" +
			"real time against a gateway's program, which is started, spoken to and killed as the script says; or against a box at\n" +
			"the end of a cable, of which only what is true of the home is seen. A program enrols with a broker of the bench, which\n" +
			"hands it orders as the script says; a box does so where --cloud says where it finds it, and what it needs is printed.\n" +
			"What goes by the gateway's clock is refused: nobody sets it. The grammar is in the documentation of the package hil/scenario.",
		Example: "  hearth-hil run hil/scenario/scenarios/*.txt\n  hearth-hil run --seed 7 --report out.html fault083-cloud-lost-in-an-order.txt\n" +
			"  hearth-hil run --wall --gateway bin/hearth-gateway row49-frequency-response.txt\n" +
			"  hearth-hil run --wall --gateway 0.0.0.0:1502 fault083-cloud-lost-before-any-order.txt",
		Args: atLeastOne,
		RunE: func(c *cobra.Command, files []string) error {
			return runScenarios(c.Context(), o, files, c.OutOrStdout())
		},
	}
	f := c.Flags()
	f.Uint64Var(&o.seed, "seed", 1, "of everything random")
	f.StringVar(&o.junit, "junit", "", "write the results to this file as JUnit XML")
	f.StringVar(&o.report, "report", "", "write a page with plots to this file")
	f.StringVar(&o.gateway, "gateway", "", "a gateway's program to start, or the address to serve the home on for a box; with --wall")
	f.StringVar(&o.cloud, "cloud", "", "where a box finds the bench's broker, host:port as its certificate names it; it enrols at the port after it")
	f.StringVar(&o.state, "state", ".hearthgrid/bench", "folder of the bench's keys, which a box knows again; with --cloud")
	f.BoolVar(&o.wall, "wall", false, "play in real time")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "show what the gateway logs")
	return c
}

func atLeastOne(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return command.Usage(fmt.Errorf("which scenarios? (see %s -h)", c.CommandPath()))
	}
	return nil
}

func runScenarios(ctx context.Context, o runOptions, files []string, stdout io.Writer) error {
	if o.wall != (o.gateway != "") {
		return command.Usage(errors.New("--wall and --gateway go together: real time needs a gateway of its own"))
	}
	scripts, err := loadAll(files)
	if err != nil {
		return err
	}
	begun := time.Now()
	results, err := o.play(ctx, scripts, stdout)
	if err != nil {
		return err
	}
	failed := say(stdout, results, time.Since(begun))
	if err := errors.Join(writeTo(o.junit, results, scenario.WriteJUnit), writeTo(o.report, results, scenario.WriteReport)); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d scenarios failed", failed, len(results))
	}
	return nil
}

// loadAll reads every file before anything is played, and names all that is
// wrong.
func loadAll(files []string) ([]*scenario.Script, error) {
	var scripts []*scenario.Script
	var wrong []error
	for _, file := range files {
		s, err := scenario.Load(file)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		scripts = append(scripts, s)
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, command.Usage(err)
	}
	return scripts, nil
}

// garbage is how much memory may grow before it is collected, in percent: the
// simulation makes much of it and keeps little.
const garbage = 400

func (o runOptions) play(ctx context.Context, scripts []*scenario.Script, stdout io.Writer) ([]scenario.Result, error) {
	log := slog.New(slog.DiscardHandler)
	if o.verbose {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	if o.wall {
		return playWall(ctx, o, scripts, stdout)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(garbage))
	return scenario.Play(ctx, scripts, o.seed, makeHome(log)), nil
}

// say prints one line for each scenario and the reasons of those that failed,
// and returns how many did.
func say(w io.Writer, results []scenario.Result, took time.Duration) (failed int) {
	var simulated time.Duration
	checks := 0
	for _, r := range results {
		simulated += r.Simulated
		checks += r.Checks
		word := "ok  "
		if !r.OK() {
			word = "FAIL"
			failed++
		}
		fmt.Fprintf(w, "%s %s  %d expectations, %v simulated%s\n", word, r.Name(), r.Checks, r.Simulated, remarks(r))
		if r.OK() {
			continue
		}
		for _, text := range r.Lines() {
			fmt.Fprintf(w, "     %s\n", text)
		}
	}
	fmt.Fprintf(w, "%d scenarios, %d expectations, %d failed; %v simulated in %v, %.0f s per second\n",
		len(results), checks, failed, simulated, took.Round(time.Millisecond), simulated.Seconds()/took.Seconds())
	return failed
}

// remarks is what a result in real time is to be read with.
func remarks(r scenario.Result) (text string) {
	if r.Skipped > 0 {
		text = fmt.Sprintf("; %d not seen from outside", r.Skipped)
	}
	if r.Late > scenario.TooLate {
		text += fmt.Sprintf("; this machine was up to %v late", r.Late.Round(time.Millisecond))
	}
	return text
}

func writeTo(file string, results []scenario.Result, write func(io.Writer, []scenario.Result) error) error {
	if file == "" {
		return nil
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(write(f, results), f.Close())
}
