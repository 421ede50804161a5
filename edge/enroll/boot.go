package enroll

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/atomicfile"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// NextBoot returns the number of this start and stores it in dir. It is the
// higher of the last number plus one and now in Unix seconds: the counter
// carries a home whose clock is wrong, the clock one whose storage was wiped.
// A file that cannot be read as a number is Corrupt, for a guess could repeat
// a number already used.
func NextBoot(dir string, now time.Time) (uint64, error) {
	path := filepath.Join(dir, "boot")
	last, err := lastBoot(path)
	if err != nil {
		return 0, err
	}
	boot := max(last+1, uint64(max(now.Unix(), 1)))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, fail("store boot number", path, fault.Internal, err)
	}
	if err := atomicfile.Write(path, []byte(strconv.FormatUint(boot, 10)), 0o600); err != nil {
		return 0, fail("store boot number", path, fault.Internal, err)
	}
	return boot, nil
}

func lastBoot(path string) (uint64, error) {
	data, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return 0, nil
	}
	if err != nil {
		return 0, fail("read boot number", path, fault.Denied, err)
	}
	last, err := strconv.ParseUint(strings.TrimSpace(string(data)), 10, 63)
	if err != nil {
		return 0, fail("read boot number", path, fault.Corrupt, err)
	}
	return last, nil
}
