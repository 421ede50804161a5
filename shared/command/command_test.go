package command_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func tool(err error) (*cobra.Command, *bytes.Buffer) {
	act := &cobra.Command{Use: "act", Args: command.Exactly(1), RunE: func(*cobra.Command, []string) error { return err }}
	root := command.Root(&cobra.Command{Use: "tool", Short: "Do a thing"}, command.Group(&cobra.Command{Use: "group"}, act), act)
	var out bytes.Buffer
	root.SetOut(&out)
	return root, &out
}

func TestExitCodesSayWhatWentWrong(t *testing.T) {
	f := func(want int, err error, args ...string) {
		t.Helper()
		root, _ := tool(err)
		root.SetArgs(args)
		require.Equal(t, want, command.ExitCode(root.ExecuteContext(t.Context())))
	}
	f(0, nil, "act", "x")
	f(0, nil, "group")
	f(2, nil, "group", "foo")
	f(2, nil, "foo")
	f(1, errors.New("boom"), "act", "x")
	f(2, nil, "act")
	f(2, nil, "act", "x", "--nope")
	f(2, &fault.Error{Op: "start", Kind: fault.Invalid}, "act", "x")
	f(2, command.Usage(errors.New("no")), "act", "x")
	f(4, &fault.Error{Op: "find", Kind: fault.NotFound}, "act", "x")
}

func TestEveryToolSaysItsVersionAndExitCodes(t *testing.T) {
	root, out := tool(nil)
	root.SetArgs([]string{"version", "--json"})
	require.NoError(t, root.ExecuteContext(t.Context()))
	require.Contains(t, out.String(), `{"name":"tool","version":`)
	out.Reset()
	root.SetArgs([]string{"--help"})
	require.NoError(t, root.ExecuteContext(t.Context()))
	require.Contains(t, out.String(), "Do a thing.")
	require.Contains(t, out.String(), "4 not found")
}

func TestAnUnknownCommandNamesTheNearest(t *testing.T) {
	root, _ := tool(nil)
	root.SetArgs([]string{"grup"})
	require.EqualError(t, root.ExecuteContext(t.Context()), `no command "grup": did you mean "group"? (see tool -h)`)
}
