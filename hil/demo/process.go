package demo

import (
	"path/filepath"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/child"
)

// stopWait is how long a process has to end after it was asked to.
const stopWait = 10 * time.Second

// start runs program from the folder of binaries, with its log in the state
// folder. Each line it prints goes to lines, where that is not nil.
func (o Options) start(program, label string, lines func([]byte), args ...string) (*child.Child, error) {
	return child.Start(child.Spec{
		Name: label, Program: filepath.Join(o.Bin, program), Args: args,
		Log: filepath.Join(o.State, label+".log"), Lines: lines,
	})
}
