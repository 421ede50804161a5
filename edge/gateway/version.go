package gateway

import "runtime/debug"

// Version returns the version of this build, as shown to people.
func Version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}
