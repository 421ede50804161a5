package main

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func ledgerCommand(server *string) *cobra.Command {
	return command.Group(&cobra.Command{Use: "ledger", Short: "Show what is owed, and check that it is as it was written"},
		ledgerList(server), ledgerSums(server), ledgerCopy(server), ledgerVerify(server))
}

func ledgerList(server *string) *cobra.Command {
	var o output
	var after uint64
	var limit int
	c := o.flag(&cobra.Command{
		Use: "list", Short: "List entries in order", Args: command.Exactly(0), Example: "  hearthctl ledger list --after 1000 --limit 50 --json",
		RunE: func(c *cobra.Command, _ []string) error {
			query := url.Values{"after": {strconv.FormatUint(after, 10)}, "limit": {strconv.Itoa(limit)}}
			var page api.LedgerPage
			if err := call(c.Context(), "GET", *server+"/api/v1/ledger?"+query.Encode(), nil, &page); err != nil {
				return err
			}
			return o.print(c.OutOrStdout(), page, func(w io.Writer) error {
				if err := printEntries(w, page.Entries); err != nil {
					return err
				}
				_, err := fmt.Fprintln(w, "head", page.Head)
				return err
			})
		},
	})
	c.Flags().Uint64Var(&after, "after", 0, "the number of the entry before the first")
	c.Flags().IntVar(&limit, "limit", 100, "how many at most, up to 1000")
	return c
}

func printEntries(w io.Writer, list []api.LedgerEntry) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "ENTRY\tKIND\tPROGRAMME\tCALL\tHOME\tDEVICE\tFROM\tTO\tKWH\tAMOUNT\tMETHOD")
	for _, e := range list {
		kind := e.Kind
		if e.Corrects != nil {
			kind += fmt.Sprint(" of ", *e.Corrects)
		}
		fmt.Fprintf(out, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s %s\t%s\n", e.Seq, kind, e.Programme, e.Event, e.Site, e.Device,
			e.Start.Format(time.RFC3339), e.End.Format(time.RFC3339), e.Energy, e.Amount, e.Currency, e.Method)
	}
	return out.Flush()
}

func ledgerSums(server *string) *cobra.Command {
	var o output
	by := "currency"
	of := map[string]*string{"programme": new(string), "event": new(string), "site": new(string)}
	c := o.flag(&cobra.Command{
		Use: "sums", Short: "Add up what stands", Args: command.Exactly(0), Example: "  hearthctl ledger sums --by programme\n  hearthctl ledger sums --by home --event evening-1 --json",
		RunE: func(c *cobra.Command, _ []string) error {
			query := url.Values{"by": {by}}
			for name, value := range of {
				if *value != "" {
					query.Set(name, *value)
				}
			}
			var list struct {
				Sums []api.LedgerSum `json:"sums"`
			}
			if err := call(c.Context(), "GET", *server+"/api/v1/ledger/sums?"+query.Encode(), nil, &list); err != nil {
				return err
			}
			return o.print(c.OutOrStdout(), list, func(w io.Writer) error { return printSums(w, list.Sums) })
		},
	})
	c.Flags().StringVar(&by, "by", by, strings.Join(api.SumLevels(), ", "))
	for name, value := range of {
		c.Flags().StringVar(value, name, "", "only of one "+name)
	}
	return c
}

func printSums(w io.Writer, list []api.LedgerSum) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "PROGRAMME\tCALL\tHOME\tDEVICE\tKWH\tAMOUNT\tENTRIES\tCORRECTIONS")
	for _, s := range list {
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s %s\t%d\t%d\n", s.Programme, s.Event, s.Site, s.Device, s.Energy, s.Amount, s.Currency, s.Entries, s.Corrections)
	}
	return out.Flush()
}

func ledgerCopy(server *string) *cobra.Command {
	return &cobra.Command{
		Use: "copy", Short: "Print the ledger as it is on disk, to be kept and checked elsewhere", Args: command.Exactly(0),
		Long:    "Print the ledger as it is on disk: a line for each entry, its SHA-256, a space, and the JSON that it is of, which holds the SHA-256 of the line before.",
		Example: "  hearthctl ledger copy > ledger.txt",
		RunE:    func(c *cobra.Command, _ []string) error { return download(c, *server+"/api/v1/ledger/file") },
	}
}

func ledgerVerify(server *string) *cobra.Command {
	var o output
	var heads []string
	c := o.flag(&cobra.Command{
		Use: "verify [FILE]", Short: "Check the server's ledger, or a copy without any server", Args: cobra.MaximumNArgs(1),
		Long:    "Check that a ledger is as it was written: each entry by its hash, the chain, and the rules that entries follow from. A head that was published before shows what was written anew since; - reads standard input.",
		Example: "  hearthctl ledger verify\n  hearthctl ledger verify ledger.txt --head 'hearthgrid-ledger-1 2 6030…'",
		RunE: func(c *cobra.Command, args []string) error {
			check, err := verified(c, *server, args, heads)
			if err != nil {
				return err
			}
			if err := o.print(c.OutOrStdout(), check, func(w io.Writer) error { return printCheck(w, &check) }); err != nil {
				return err
			}
			if check.State != "ok" {
				return errors.New("the ledger is not as it was written")
			}
			return nil
		},
	})
	c.Flags().StringArrayVar(&heads, "head", nil, "that was published, of a copy; may be given more than once")
	return c
}

// verified checks a copy here, or has the server check its own.
func verified(c *cobra.Command, server string, args, heads []string) (check api.LedgerCheck, err error) {
	if len(args) == 0 {
		if len(heads) > 0 {
			return check, command.Usage(errors.New("--head is for a copy: name its file"))
		}
		return check, call(c.Context(), "GET", server+"/api/v1/ledger/check", nil, &check)
	}
	var published []ledger.Head
	for _, text := range heads {
		h, err := ledger.ParseHead(text)
		if err != nil {
			return check, command.Usage(err)
		}
		published = append(published, h)
	}
	file, err := opened(c, args[0])
	if err != nil {
		return check, err
	}
	defer file.Close()
	head, found, err := ledger.Verify(file, published...)
	if err != nil {
		return check, &fault.Error{Op: "verify ledger", Kind: fault.Corrupt, Subject: args[0], Err: err}
	}
	check = api.LedgerCheck{State: "ok", Head: head.String(), Wrong: []string{}}
	for _, f := range found {
		check.State, check.Wrong = "wrong", append(check.Wrong, f.String())
	}
	return check, nil
}

func printCheck(w io.Writer, check *api.LedgerCheck) error {
	lines := []string{check.State, "head " + check.Head}
	lines = append(lines, check.Wrong...)
	if check.TornFile != nil {
		lines = append(lines, fmt.Sprintf("a write of %d bytes was cut short, and is kept in %s", check.Torn, *check.TornFile))
	}
	if check.Failed != nil {
		lines = append(lines, "nothing is entered: "+*check.Failed)
	}
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}
