package identity

import (
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

const dispatchFile = "dispatch-key.pem"

// OpenDispatchKey returns the key that orders are signed with, kept in folder
// dir, making one at first start. It has nothing to do with the authority:
// neither certificates nor the broker give a right to it. A file that others can
// read is refused as Unsafe, a damaged one as Corrupt; neither is overwritten,
// for homes obey no other key.
func OpenDispatchKey(dir string) (*dispatchkey.Signer, error) {
	path := filepath.Join(dir, dispatchFile)
	text, err := readPrivate(path)
	if errors.Is(err, fs.ErrNotExist) {
		return newDispatchKey(path)
	}
	if err != nil {
		return nil, err
	}
	signer, err := dispatchkey.ParseSigner(text)
	if err != nil {
		return nil, &fault.Error{
			Op: "read dispatch key", Kind: fault.Corrupt, Subject: path, Err: err,
			Hint: "restore the file from a backup: homes obey no other key until they enrol again",
		}
	}
	return signer, nil
}

func newDispatchKey(path string) (*dispatchkey.Signer, error) {
	signer, err := dispatchkey.New()
	if err != nil {
		return nil, err
	}
	text, err := signer.PEM()
	if err != nil {
		return nil, err
	}
	return signer, writePrivate(path, text)
}
