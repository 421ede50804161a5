package demo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// stopWait is how long a process has to end after it was asked to.
const stopWait = 10 * time.Second

// Process is one child, in a process group of its own so that a Ctrl-C at the
// terminal reaches it through us, in order.
type Process struct {
	name string
	log  string // path of what it wrote to standard error
	cmd  *exec.Cmd
	done chan struct{}
	err  error // valid once done is closed
}

// start runs name from the folder of binaries, with its log in the state
// folder. Each line it prints goes to lines, where that is not nil.
func (o Options) start(name, label string, lines func([]byte), args ...string) (*Process, error) {
	log, err := os.OpenFile(filepath.Join(o.State, label+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open log of %s: %w", label, err)
	}
	cmd := exec.Command(filepath.Join(o.Bin, name), args...)
	cmd.Stderr = log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	p := &Process{name: label, log: log.Name(), cmd: cmd, done: make(chan struct{})}
	started := make(chan error)
	go p.own(out, log, lines, started)
	return p, <-started
}

// own starts the child and waits for it. The kernel ends a child with the
// thread that started it, so this goroutine keeps its thread until the child
// is gone: we die, the child dies.
func (p *Process) own(out io.Reader, log *os.File, lines func([]byte), started chan<- error) {
	runtime.LockOSThread()
	defer close(p.done)
	err := p.cmd.Start()
	started <- err
	if err != nil {
		p.err = errors.Join(fmt.Errorf("start %s: %w", p.name, err), log.Close())
		return
	}
	scan := bufio.NewScanner(out)
	for scan.Scan() {
		if lines != nil {
			lines(scan.Bytes())
		}
	}
	p.err = errors.Join(scan.Err(), p.cmd.Wait(), log.Close())
}

// Stop asks the process to end, insists after stopWait, and returns how it
// ended. A process that had to be killed is an error.
func (p *Process) Stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself: done says so
	select {
	case <-p.done:
	case <-time.After(stopWait):
		_ = p.cmd.Process.Kill() // as above
		<-p.done
		return fmt.Errorf("%s did not end within %v", p.name, stopWait)
	}
	if p.err != nil {
		return fmt.Errorf("%s: %w", p.name, p.err)
	}
	return nil
}

// Watch returns an error once the process ends before ctx does.
func (p *Process) Watch(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-p.done:
		cause := p.err
		if cause == nil {
			cause = errors.New("exit status 0")
		}
		return fmt.Errorf("%s ended unasked: %w; %s ends with: %s", p.name, cause, p.log, lastLine(p.log))
	}
}

// lastLine returns the last line of the file at path, or why there is none.
func lastLine(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return lines[len(lines)-1]
}

// rss returns the resident memory of the process in bytes, and false where it
// is gone.
func (p *Process) rss() (int64, bool) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", p.cmd.Process.Pid))
	var size, resident int64
	if err == nil {
		_, err = fmt.Sscan(string(text), &size, &resident)
	}
	return resident * int64(os.Getpagesize()), err == nil
}
