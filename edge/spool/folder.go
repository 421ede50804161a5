package spool

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Folder is where segments live. Names hold no separators.
type Folder interface {
	// List returns the names of all segments, sorted.
	List() ([]string, error)
	// Append adds data to the segment, which it makes where there is none. When
	// it returns nil the data outlives a power cut.
	Append(name string, data []byte) error
	Read(name string) ([]byte, error)
	ReadAt(name string, into []byte, offset int64) error
	Remove(name string) error
}

// Dir is a Folder on disk, made when the first segment is.
type Dir string

const suffix = ".spool"

// List implements Folder.
func (d Dir) List() ([]string, error) {
	entries, err := os.ReadDir(string(d))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), suffix) {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// Append implements Folder.
func (d Dir) Append(name string, data []byte) error {
	if err := os.MkdirAll(string(d), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(d.path(name), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close(), d.sync())
}

// sync makes the name of a new segment durable.
func (d Dir) sync() error {
	f, err := os.Open(string(d))
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Read implements Folder.
func (d Dir) Read(name string) ([]byte, error) { return os.ReadFile(d.path(name)) }

// ReadAt implements Folder.
func (d Dir) ReadAt(name string, into []byte, offset int64) error {
	f, err := os.Open(d.path(name))
	if err != nil {
		return err
	}
	_, err = f.ReadAt(into, offset)
	return errors.Join(err, f.Close())
}

// Remove implements Folder.
func (d Dir) Remove(name string) error { return os.Remove(d.path(name)) }

func (d Dir) path(name string) string { return filepath.Join(string(d), name) }
