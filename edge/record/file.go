package record

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// mark begins each file: whose it is, the version of its form, and the
// CRC-32C of what follows the line.
const mark = "hearthgrid-state 1 %08x\n"

// maxState is far above any state kept; a larger file is not ours.
const maxState = 1 << 20

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func seal(state []byte) []byte {
	return append(fmt.Appendf(nil, mark, crc32.Checksum(state, castagnoli)), state...)
}

// Load returns the state kept as name in dir. It fails as NotFound where there
// is none, and as Corrupt where what is there is not what was written.
func Load(dir, name string) ([]byte, error) {
	path := filepath.Join(dir, name)
	refuse := func(kind fault.Kind, err error) ([]byte, error) {
		return nil, &fault.Error{Op: "load state", Kind: kind, Subject: path, Err: err}
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return refuse(fault.NotFound, err)
	case err != nil:
		return refuse(fault.Corrupt, err)
	case info.Size() > maxState:
		return refuse(fault.Corrupt, fmt.Errorf("%d bytes: want at most %d", info.Size(), maxState))
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return refuse(fault.Corrupt, err)
	}
	state, err := open(data)
	if err != nil {
		return refuse(fault.Corrupt, err)
	}
	return state, nil
}

// open returns the state in the bytes of a file.
func open(data []byte) ([]byte, error) {
	_, state, ok := bytes.Cut(data, []byte("\n"))
	if !ok || !bytes.Equal(data, seal(state)) {
		return nil, errors.New("its checksum is not that of its content")
	}
	return state, nil
}
