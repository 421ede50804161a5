// Command hearth-gateway is the firmware of one home.
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
	"syscall"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
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
	flags := flag.NewFlagSet("hearth-gateway", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: hearth-gateway [-check] -config FILE\n       hearth-gateway version [-json]\nexit codes: 0 ok, 1 failure, 2 usage or configuration")
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
	settings := gateway.Defaults()
	if err := config.Load(*file, &settings); err != nil {
		fmt.Fprintln(stderr, "hearth-gateway:", err)
		return exitUsage
	}
	if *check {
		fmt.Fprintln(stdout, *file, "is valid")
		return exitOK
	}
	return serve(ctx, settings, stderr)
}

func serve(ctx context.Context, settings gateway.Config, stderr io.Writer) int {
	log := slog.New(slog.NewTextHandler(stderr, nil))
	fields, err := gateway.Fields(settings, log)
	if err == nil {
		err = start(ctx, settings, fields, log)
	}
	if err != nil {
		log.Error("hearth-gateway ends", "err", err)
		return exitFailure
	}
	return exitOK
}

func start(ctx context.Context, settings gateway.Config, fields []gateway.Field, log *slog.Logger) error {
	g, err := gateway.New(settings, fields, log)
	if err != nil {
		return err
	}
	return g.Run(ctx)
}

func version(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("hearth-gateway version", flag.ContinueOnError)
	flags.SetOutput(stderr)
	asJSON := flags.Bool("json", false, "print one JSON object")
	if err := flags.Parse(args); err != nil {
		return exitUsage
	}
	v := gateway.Version()
	if *asJSON {
		_ = json.NewEncoder(stdout).Encode(map[string]string{"name": "hearth-gateway", "version": v}) // stdout is all we have
		return exitOK
	}
	fmt.Fprintln(stdout, "hearth-gateway", v)
	return exitOK
}
