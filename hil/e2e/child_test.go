package e2e_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// child is this binary in another role. It is always waited for, and dies with
// the test's process.
type child struct {
	t    *testing.T
	name string
	log  string
	cmd  *exec.Cmd
	dead bool // by kill
	done chan struct{}
	err  error // valid once done is closed
}

// stopWait is how long a child has to end after it was asked to.
const stopWait = 20 * time.Second

// startChild starts role with the configuration in file; its log is beside it.
// The test's end stops it.
func startChild(t *testing.T, role, file string) *child {
	t.Helper()
	name := filepath.Base(filepath.Dir(file))
	log, err := os.OpenFile(file+".log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	self, err := os.Executable()
	require.NoError(t, err)
	c := &child{t: t, name: name, log: log.Name(), cmd: exec.Command(self), done: make(chan struct{})}
	c.cmd.Env = append(os.Environ(), roleEnv+"="+role, fileEnv+"="+file)
	c.cmd.Stdout, c.cmd.Stderr = log, log
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	started := make(chan error)
	go c.own(log, started)
	require.NoError(t, <-started)
	t.Cleanup(c.end)
	return c
}

// own keeps its thread until the child is gone: the kernel ends a child with
// the thread that started it.
func (c *child) own(log *os.File, started chan<- error) {
	runtime.LockOSThread()
	defer close(c.done)
	defer log.Close()
	err := c.cmd.Start()
	started <- err
	if err == nil {
		c.err = c.cmd.Wait()
	}
}

// kill is kill -9: the child learns nothing of it. It returns once it is gone.
func (c *child) kill() {
	c.signal(syscall.SIGKILL)
	c.dead = true
	<-c.done
}

// freeze stops the child's threads; its sockets stay open.
func (c *child) freeze() { c.signal(syscall.SIGSTOP) }

func (c *child) thaw() { c.signal(syscall.SIGCONT) }

func (c *child) signal(s syscall.Signal) {
	c.t.Helper()
	require.NoError(c.t, c.cmd.Process.Signal(s))
}

// end stops the child where it still runs and fails the test where it ended
// badly or logged what must never be logged.
func (c *child) end() {
	select {
	case <-c.done:
		if !c.dead {
			c.t.Errorf("%s ended unasked: %v", c.name, c.err)
		}
	default:
		c.stop()
	}
	text, err := os.ReadFile(c.log)
	if err != nil {
		c.t.Error(err)
	}
	if found := complaint.FindIndex(text); found != nil {
		c.t.Errorf("%s logged:\n%s", c.name, text[found[0]:min(len(text), found[0]+3000)])
	}
	if c.t.Failed() {
		c.t.Logf("%s logged last:\n%s", c.name, text[max(0, len(text)-3000):])
	}
}

var complaint = regexp.MustCompile(`DATA RACE|panic:|BUG:|fatal error:`)

func (c *child) stop() {
	c.thaw() // one that stands still would not hear the next
	c.signal(syscall.SIGTERM)
	select {
	case <-c.done:
		if c.err != nil {
			c.t.Errorf("%s ended with %v", c.name, c.err)
		}
	case <-time.After(stopWait):
		c.t.Errorf("%s did not end within %v", c.name, stopWait)
		c.kill()
	}
}
