package process

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
)

type options struct {
	file  string
	check bool
}

// parse returns the options, or errUsage or flag.ErrHelp once the usage is
// shown.
func (p Program[C]) parse(args []string, stderr io.Writer) (o options, err error) {
	flags := flag.NewFlagSet(p.Name, flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintf(stderr, "usage: %[1]s [-check] -config FILE\n       %[1]s version [-json]\n", p.Name)
		for _, c := range p.Commands {
			fmt.Fprintf(stderr, "       %s %s\n", p.Name, c)
		}
		fmt.Fprintln(stderr, "exit codes: 0 ok, 1 failure, 2 usage or configuration")
		flags.PrintDefaults()
	}
	flags.StringVar(&o.file, "config", "", "configuration file (TOML)")
	flags.BoolVar(&o.check, "check", false, "validate the configuration and exit")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return o, err
	case err != nil:
		return o, errUsage
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "%s: there is no command %q\n", p.Name, flags.Arg(0))
		flags.Usage()
		return o, errUsage
	case o.file == "":
		flags.Usage()
		return o, errUsage
	}
	return o, nil
}

func showVersion(name string, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet(name+" version", flag.ContinueOnError)
	flags.SetOutput(stderr)
	asJSON := flags.Bool("json", false, "print one JSON object")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		return exitUsage
	case flags.NArg() > 0:
		flags.Usage()
		return exitUsage
	}
	build := ThisBuild()
	if !*asJSON {
		fmt.Fprintln(stdout, name, build)
		return exitOK
	}
	_ = json.NewEncoder(stdout).Encode(Named{Name: name, Build: build}) // stdout is all we have
	return exitOK
}
