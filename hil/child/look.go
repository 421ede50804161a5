package child

import (
	"fmt"
	"os"
	"strings"
)

// RSS returns the resident memory of the process in bytes, and false where it
// is gone.
func (c *Child) RSS() (int64, bool) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", c.PID()))
	var size, resident int64
	if err == nil {
		_, err = fmt.Sscan(string(text), &size, &resident)
	}
	return resident * int64(os.Getpagesize()), err == nil
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
