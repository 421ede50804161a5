package process

import (
	"runtime"
	"runtime/debug"
	"strings"
)

// Build is where a binary comes from.
type Build struct {
	Version string    `json:"version"` // of the module; "(devel)" where the build was not told
	Source  *Revision `json:"vcs,omitempty"`
	Go      string    `json:"go_version"`
	OS      string    `json:"goos"`
	Arch    string    `json:"goarch"`
	ARM     string    `json:"goarm,omitempty"`
}

// Named is the build of a program, as its version command prints it.
type Named struct {
	Name string `json:"name"`
	Build
}

// Revision is the commit a binary was built at.
type Revision struct {
	ID       string `json:"revision"`
	Time     string `json:"time"`     // of the commit, RFC 3339
	Modified bool   `json:"modified"` // there was more than the commit
}

// ThisBuild returns what the go command stamped into this binary.
func ThisBuild() Build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{GoVersion: runtime.Version()}
	}
	return BuildOf(info)
}

// BuildOf returns what info says.
func BuildOf(info *debug.BuildInfo) Build {
	b := Build{Version: info.Main.Version, Go: info.GoVersion, OS: runtime.GOOS, Arch: runtime.GOARCH}
	if b.Version == "" {
		b.Version = "(devel)"
	}
	var r Revision
	for _, s := range info.Settings {
		switch s.Key {
		case "GOARM":
			b.ARM = s.Value
		case "vcs.revision":
			r.ID = s.Value
		case "vcs.time":
			r.Time = s.Value
		case "vcs.modified":
			r.Modified = s.Value == "true"
		}
	}
	if r.ID != "" {
		b.Source = &r
	}
	return b
}

// String returns the build as shown to people, in one line.
func (b Build) String() string {
	platform := b.OS + "/" + b.Arch
	if b.ARM != "" {
		platform += "v" + b.ARM
	}
	return strings.Join([]string{b.Version, b.Go, platform}, " ")
}
