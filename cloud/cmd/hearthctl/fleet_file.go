package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func fleetImport(server *string) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use: "import FILE", Short: "Take a file of assets in, whole or not at all", Args: command.Exactly(1),
		Long: "Take a file of assets in, whole or not at all: every bad row is named with its line, column and value.\n" +
			"The file is as fleet export writes it; - reads standard input. What it does not speak of stays.",
		Example: "  hearthctl fleet import fleet.csv\n  hearthctl fleet import - --format json < fleet.json",
		RunE: func(c *cobra.Command, args []string) error {
			media, err := mediaOf(format, args[0])
			if err != nil {
				return err
			}
			file, err := opened(c, args[0])
			if err != nil {
				return err
			}
			defer file.Close()
			done, err := upload(c, *server+"/api/v1/fleet/import", media, file)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%d rows read, %d changed\n", done.Rows, done.Changed)
			return err
		},
	}
	c.Flags().StringVar(&format, "format", "", "csv or json (default by the file's name, else csv)")
	return c
}

func mediaOf(format, path string) (string, error) {
	if format == "" {
		if format = strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), "."); format != "json" {
			format = "csv"
		}
	}
	switch format {
	case "csv":
		return "text/csv", nil
	case "json":
		return "application/json", nil
	}
	return "", command.Usage(fmt.Errorf("--format %q: want csv or json", format))
}

func opened(c *cobra.Command, path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(c.InOrStdin()), nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, command.Usage(err)
	}
	return file, nil
}

// upload sends a file; it takes as long as it takes. Rows that are wrong are
// printed, one a line.
func upload(c *cobra.Command, url, media string, file io.Reader) (done api.Imported, err error) {
	req, err := http.NewRequestWithContext(c.Context(), "POST", url, file)
	if err != nil {
		return done, command.Usage(err)
	}
	req.Header.Set("Content-Type", media)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return done, &fault.Error{Op: "reach server", Kind: fault.Unreachable, Hint: "is hearth-cloud running? see --server", Err: err}
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusBadRequest {
		return done, badRows(c.ErrOrStderr(), resp)
	}
	if resp.StatusCode != http.StatusOK {
		return done, refusal(resp)
	}
	return done, json.NewDecoder(resp.Body).Decode(&done)
}

func badRows(to io.Writer, resp *http.Response) error {
	var p struct {
		Detail string
		Rows   api.BadRows
	}
	if err := json.NewDecoder(resp.Body).Decode(&p); err != nil || p.Detail == "" {
		return fmt.Errorf("server answered %s", resp.Status)
	}
	for _, r := range p.Rows {
		if _, err := fmt.Fprintln(to, lineOf(r)); err != nil {
			return err
		}
	}
	return errors.New(p.Detail)
}

func lineOf(r api.BadRow) string {
	text := fmt.Sprintf("line %d:", r.Line)
	if r.Column != "" {
		text += " " + r.Column
	}
	if r.Value != "" {
		text += fmt.Sprintf(" %q", r.Value)
	}
	if r.Column != "" || r.Value != "" {
		text += ":"
	}
	text += " " + r.Reason
	if r.Hint != "" {
		text += " (" + r.Hint + ")"
	}
	return text
}

func fleetExport(server *string) *cobra.Command {
	var format, people = "csv", false
	c := &cobra.Command{
		Use: "export", Short: "Print the assets as fleet import takes them", Args: command.Exactly(0),
		Example: "  hearthctl fleet export > fleet.csv\n  hearthctl fleet export --format json --people > fleet.json",
		RunE: func(c *cobra.Command, _ []string) error {
			query := url.Values{"format": {format}}
			if people {
				query.Set("people", "yes")
			}
			resp, err := send(c.Context(), "GET", *server+"/api/v1/fleet/export?"+query.Encode(), nil)
			if err != nil {
				return err
			}
			defer resp.Body.Close()
			_, err = io.Copy(c.OutOrStdout(), resp.Body)
			return err
		},
	}
	c.Flags().StringVar(&format, "format", "csv", "csv or json")
	c.Flags().BoolVar(&people, "people", false, "with personal data: keep the file accordingly")
	return c
}
