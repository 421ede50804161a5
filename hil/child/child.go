package child

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// Spec says what to run.
type Spec struct {
	Name    string // for people
	Program string
	Args    []string
	Env     []string     // added to ours
	Log     string       // file its standard error is added to; "" for our own
	Lines   func([]byte) // given each line of its standard output; nil: it goes to Log
}

// Child is a running process, or one that has ended.
type Child struct {
	spec Spec
	cmd  *exec.Cmd
	done chan struct{}
	err  error // valid once done is closed
}

// Start runs what spec says.
func Start(spec Spec) (*Child, error) {
	c := &Child{spec: spec, cmd: exec.Command(spec.Program, spec.Args...), done: make(chan struct{})}
	log, err := spec.log()
	if err != nil {
		return nil, c.named("open log of", err)
	}
	c.cmd.Env = append(os.Environ(), spec.Env...)
	c.cmd.Stdout, c.cmd.Stderr = log, log
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	var out io.Reader
	if spec.Lines != nil {
		c.cmd.Stdout = nil
		if out, err = c.cmd.StdoutPipe(); err != nil {
			return nil, errors.Join(c.named("start", err), spec.close(log))
		}
	}
	started := make(chan error)
	go c.own(out, log, started)
	return c, <-started
}

func (s Spec) log() (*os.File, error) {
	if s.Log == "" {
		return os.Stderr, nil
	}
	return os.OpenFile(s.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

func (s Spec) close(log *os.File) error {
	if s.Log == "" {
		return nil
	}
	return log.Close()
}

// own starts the child and waits for it. The kernel ends a child with the
// thread that started it, so this goroutine keeps its thread until the child
// is gone: we die, the child dies.
func (c *Child) own(out io.Reader, log *os.File, started chan<- error) {
	runtime.LockOSThread()
	defer close(c.done)
	err := c.cmd.Start()
	if err != nil {
		err = c.named("start", err)
		c.err = errors.Join(err, c.spec.close(log))
		started <- err
		return
	}
	started <- nil
	c.err = errors.Join(c.listen(out), c.cmd.Wait(), c.spec.close(log))
}

func (c *Child) listen(out io.Reader) error {
	if out == nil {
		return nil
	}
	scan := bufio.NewScanner(out)
	for scan.Scan() {
		c.spec.Lines(scan.Bytes())
	}
	return scan.Err()
}

func (c *Child) named(what string, err error) error {
	return fmt.Errorf("%s %s: %w", what, c.spec.Name, err)
}

// PID returns the number of the process.
func (c *Child) PID() int { return c.cmd.Process.Pid }

// Done is closed once the process has ended.
func (c *Child) Done() <-chan struct{} { return c.done }

// Err returns how the process ended, nil for exit code 0. It waits for the end.
func (c *Child) Err() error {
	<-c.done
	return c.err
}

// Watch returns an error once the process ends before ctx does.
func (c *Child) Watch(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-c.done:
		return c.unasked()
	}
}

func (c *Child) unasked() error {
	cause := c.err
	if cause == nil {
		cause = errors.New("exit status 0")
	}
	if c.spec.Log == "" {
		return fmt.Errorf("%s ended unasked: %w", c.spec.Name, cause)
	}
	return fmt.Errorf("%s ended unasked: %w; %s ends with: %s", c.spec.Name, cause, c.spec.Log, lastLine(c.spec.Log))
}

// Signal sends s to the process. One that has ended is no error: Done says so.
func (c *Child) Signal(s syscall.Signal) error {
	if err := c.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return c.named("signal", err)
	}
	return nil
}

// Kill ends the process as kill -9 does and waits until it is gone.
func (c *Child) Kill() error {
	err := c.Signal(syscall.SIGKILL)
	<-c.done
	return err
}

// Stop asks the process to end, insists after wait, and returns how it ended.
// One that had to be killed is an error.
func (c *Child) Stop(wait time.Duration) error {
	if err := c.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-c.done:
	case <-time.After(wait):
		return errors.Join(fmt.Errorf("%s did not end within %v", c.spec.Name, wait), c.Kill())
	}
	if c.err != nil && !c.terminated() {
		return fmt.Errorf("%s: %w", c.spec.Name, c.err)
	}
	return nil
}

// terminated tells whether the process was asked before it could listen: then it
// ended all the same, with nothing done yet.
func (c *Child) terminated() bool {
	if c.cmd.ProcessState == nil {
		return false // it never started
	}
	status, ok := c.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGTERM
}
