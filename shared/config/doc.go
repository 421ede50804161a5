// Package config reads TOML configuration strictly. A key nobody knows is
// refused with its file, line and the nearest known name, for a key that is
// silently ignored is a limit that silently does not hold.
//
// The package knows no room's settings: a caller hands in a struct with its
// defaults set, and what the file does not mention keeps them. Durations are
// whole milliseconds in keys that end in _ms. The package never writes a file
// and never reads the environment.
package config
