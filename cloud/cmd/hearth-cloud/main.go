// Command hearth-cloud is the server: broker, twins, dispatch, history, API
// and console in one process.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/hearthgrid/hearthgrid/cloud/server"
	"github.com/hearthgrid/hearthgrid/shared/config"
)

// The exit codes.
const (
	exitOK = iota
	exitFailure
	exitUsage
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == "version" {
		return version(args[1:], stdout, stderr)
	}
	flags := flag.NewFlagSet("hearth-cloud", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: hearth-cloud [-check] -config FILE\n       hearth-cloud version [-json]\nexit codes: 0 ok, 1 failure, 2 usage or configuration")
		flags.PrintDefaults()
	}
	file := flags.String("config", "", "configuration file (TOML)")
	check := flags.Bool("check", false, "validate the configuration and exit")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		return exitUsage
	case flags.NArg() > 0 || *file == "":
		flags.Usage()
		return exitUsage
	}
	settings := server.Defaults()
	if err := config.Load(*file, &settings); err != nil {
		fmt.Fprintln(stderr, "hearth-cloud:", err)
		return exitUsage
	}
	if *check {
		fmt.Fprintln(stdout, *file, "is valid")
		return exitOK
	}
	return serve(ctx, settings, stderr)
}

func serve(ctx context.Context, settings server.Config, stderr io.Writer) int {
	log := slog.New(slog.NewTextHandler(stderr, nil))
	if err := server.Run(ctx, settings, log); err != nil {
		log.Error("hearth-cloud ends", "err", err)
		return exitFailure
	}
	return exitOK
}

func version(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("hearth-cloud version", flag.ContinueOnError)
	flags.SetOutput(stderr)
	asJSON := flags.Bool("json", false, "print one JSON object")
	if err := flags.Parse(args); err != nil {
		return exitUsage
	}
	v := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		v = info.Main.Version
	}
	if *asJSON {
		_ = json.NewEncoder(stdout).Encode(map[string]string{"name": "hearth-cloud", "version": v}) // stdout is all we have
		return exitOK
	}
	fmt.Fprintln(stdout, "hearth-cloud", v)
	return exitOK
}
