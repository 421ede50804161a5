package e2e_test

import (
	"os"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/child"
)

// process is this binary in another role. It is always waited for.
type process struct {
	*child.Child
	t    *testing.T
	name string
	log  string
	dead bool // by kill
}

// stopWait is how long a child has to end after it was asked to.
const stopWait = 20 * time.Second

// startRole starts role with the configuration in file; its log is beside it.
// The test's end stops it.
func startRole(t *testing.T, role, file string, env ...string) *process {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	p := &process{t: t, name: filepath.Base(filepath.Dir(file)), log: file + ".log"}
	p.Child, err = child.Start(child.Spec{
		Name: p.name, Program: self, Env: append([]string{roleEnv + "=" + role, fileEnv + "=" + file}, env...), Log: p.log,
	})
	require.NoError(t, err)
	t.Cleanup(p.end)
	return p
}

// kill is kill -9: the child learns nothing of it. It returns once it is gone.
func (p *process) kill() {
	p.t.Helper()
	p.dead = true
	require.NoError(p.t, p.Kill())
}

// freeze stops the child's threads; its sockets stay open.
func (p *process) freeze() { p.signal(syscall.SIGSTOP) }

func (p *process) thaw() { p.signal(syscall.SIGCONT) }

func (p *process) signal(s syscall.Signal) {
	p.t.Helper()
	require.NoError(p.t, p.Signal(s))
}

// end stops the child where it still runs and fails the test where it ended
// badly or logged what must never be logged.
func (p *process) end() {
	if !p.dead {
		p.stop()
	}
	text, err := os.ReadFile(p.log)
	if err != nil {
		p.t.Error(err)
	}
	if found := complaint.FindIndex(text); found != nil {
		p.t.Errorf("%s logged:\n%s", p.name, text[found[0]:min(len(text), found[0]+3000)])
	}
	if p.t.Failed() {
		p.t.Logf("%s logged last:\n%s", p.name, text[max(0, len(text)-3000):])
	}
}

func (p *process) stop() {
	select {
	case <-p.Done():
		p.t.Errorf("%s ended unasked: %v", p.name, p.Err())
		return
	default:
	}
	p.thaw() // one that stands still would not hear the next
	if err := p.Stop(stopWait); err != nil {
		p.t.Error(err)
	}
}

var complaint = regexp.MustCompile(`DATA RACE|panic:|BUG:|fatal error:`)
