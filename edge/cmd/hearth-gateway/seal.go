package main

import (
	"flag"
	"fmt"
	"io"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/shared/config"
)

const sealing = "say the checksum of a site file's limits, to seal them with"

// seal says the checksum of a site file's limits, for whoever commissions the
// home. It returns the exit code.
func seal(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("hearth-gateway seal", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintf(stderr, "usage: hearth-gateway seal -config FILE\n%s\nexit codes: 0 ok, 2 usage or configuration\n", sealing)
		flags.PrintDefaults()
	}
	file := flags.String("config", "", "site file (TOML)")
	if err := flags.Parse(args); err == flag.ErrHelp {
		return 0
	} else if err != nil {
		return 2
	}
	if *file == "" || flags.NArg() > 0 {
		flags.Usage()
		return 2
	}
	settings := gateway.Defaults()
	if err := config.Load(*file, &settings); err != nil {
		fmt.Fprintln(stderr, "hearth-gateway:", err)
		return 2
	}
	fmt.Fprintf(stdout, "sealed = %q\n", settings.Limits.Seal())
	return 0
}
