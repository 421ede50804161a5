// Package command is what every command line tool for people does in the same
// way: subcommands, usage errors, the version, and exit codes.
//
// Exit codes: 0 ok, 1 failure, 2 usage, 4 not found.
//
// Processes that run by a file alone are in shared/process. The package knows
// no house; it must never print anything but errors, and those on standard
// error.
package command
