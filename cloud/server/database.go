package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

// database is where the history is kept: inside this process, or at a URL.
type database struct {
	url string
	via transport
}

// transport carries requests to the database until it is closed.
type transport interface {
	http.RoundTripper
	io.Closer
}

func (d database) client() (*history.Client, error) { return history.NewClient(d.url, d.via) }

func openDatabase(ctx context.Context, c Config) (d database, err error) {
	if c.HistoryURL != "" {
		process.Step(ctx, "reach the history "+c.HistoryURL)
		remote, err := history.OpenRemote(http.DefaultTransport)
		if err != nil {
			return database{}, err
		}
		return database{url: c.HistoryURL, via: remote}, nil
	}
	path := filepath.Join(c.StateDir, "history")
	process.Step(ctx, "open the history "+path)
	embedded, err := openEmbedded(path)
	if err != nil {
		return database{}, err
	}
	return database{url: "http://history", via: embedded}, nil
}

// openEmbedded turns the panic with which the database meets what it cannot use
// into a reason with a way out. Any other panic is ours and goes on.
func openEmbedded(path string) (_ *history.Embedded, err error) {
	defer func() {
		switch p := recover(); {
		case p == nil:
		case strings.HasPrefix(fmt.Sprint(p), "FATAL: "):
			err = &fault.Error{
				Op: "open history", Kind: fault.Corrupt, Subject: path, Err: fmt.Errorf("%v", p),
				Hint: "restore the folder from a backup, or move it away to begin an empty one",
			}
		default:
			panic(p)
		}
	}()
	return history.OpenEmbedded(history.DefaultEmbedded(path))
}
