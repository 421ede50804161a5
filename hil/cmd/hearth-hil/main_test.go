package main

import (
	"flag"
	"os"
	"runtime/debug"
	"strconv"
	"testing"
)

// sideBySide is how many tests are begun at once: most wait for their turn, or for
// real time to go by.
const sideBySide = 128

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", strconv.Itoa(sideBySide)); err != nil {
		panic(err)
	}
	debug.SetGCPercent(garbage)
	os.Exit(m.Run())
}
