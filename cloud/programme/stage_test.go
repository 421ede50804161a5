package programme_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
)

var stages = []programme.Stage{programme.Planned, programme.Noticed, programme.Approved, programme.Running, programme.Stopped, programme.Ended, programme.Scored}

var causes = []programme.Cause{programme.Notify, programme.Clear, programme.Lapse, programme.Begin, programme.Finish, programme.Miss, programme.Stop, programme.Score}

// TestNext_IsThisTable: what is not in it cannot happen.
func TestNext_IsThisTable(t *testing.T) {
	want := map[[2]string]programme.Stage{
		{"planned", "notify"}: programme.Noticed, {"planned", "miss"}: programme.Stopped, {"planned", "stop"}: programme.Stopped,
		{"noticed", "clear"}: programme.Approved, {"noticed", "miss"}: programme.Stopped, {"noticed", "stop"}: programme.Stopped,
		{"approved", "begin"}: programme.Running, {"approved", "lapse"}: programme.Noticed, {"approved", "miss"}: programme.Stopped, {"approved", "stop"}: programme.Stopped,
		{"running", "finish"}: programme.Ended, {"running", "stop"}: programme.Stopped,
		{"stopped", "score"}: programme.Scored, {"ended", "score"}: programme.Scored,
		{"ended", "stop"}: programme.Ended, {"scored", "stop"}: programme.Scored,
	}
	for _, s := range stages {
		for _, c := range causes {
			to, ok := programme.Next(s, c)
			require.Equal(t, want[[2]string{string(s), string(c)}], to, "%s %s", s, c)
			require.Equal(t, ok, to != "")
			if c == programme.Stop {
				require.Equal(t, s != programme.Stopped, ok, "whatever may have homes can be stopped")
			}
		}
	}
}
