// Package child runs a process that never outlives this one.
//
// Each child is in a process group of its own, so that a Ctrl-C at the terminal
// reaches it through whoever started it, in order. Whoever starts a child stops
// it; the kernel ends it where its starter dies first.
//
// The package must never leave a process unwaited for, nor hide how one ended.
package child
