package process_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/process"
)

func TestEveryLineOfALogIsWrittenInOrder(t *testing.T) {
	var out strings.Builder
	l := process.NewLog(&out)
	log, want := slog.New(slog.NewTextHandler(l, nil)), ""
	for i := range 100 {
		log.Info("line", "n", i)
		want += fmt.Sprintf("n=%d ", i)
	}
	l.Close()
	l.Close()
	var got strings.Builder
	for line := range strings.Lines(out.String()) {
		_, n, _ := strings.Cut(strings.TrimSpace(line), "msg=line ")
		got.WriteString(n + " ")
	}
	require.Equal(t, want, got.String())
	require.Zero(t, l.Lost())
}

func TestFault093_ALogThatNobodyReadsHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader, writer := io.Pipe()
		l := process.NewLog(writer)
		line, begun := strings.Repeat("x", 99)+"\n", time.Now()
		const lines = 100_000
		for range lines {
			n, err := io.WriteString(l, line)
			require.NoError(t, err)
			require.Equal(t, 100, n)
		}
		require.Equal(t, begun, time.Now(), "it waited")
		lost := l.Lost()
		require.Greater(t, lost, uint64(lines*9/10), "what waits is bounded")

		scan, taken, told := bufio.NewScanner(reader), 0, 0
		for taken+told < lines && scan.Scan() {
			if _, count, ok := strings.Cut(scan.Text(), `level=WARN msg="log lines lost: nobody took them in time" lines=`); ok {
				n, err := strconv.Atoi(count)
				require.NoError(t, err)
				told += n
			} else {
				require.Equal(t, line, scan.Text()+"\n")
				taken++
			}
		}
		require.Equal(t, int(lost), told)
		require.Equal(t, lines, taken+told, "every line was written or counted")

		_, _ = io.WriteString(l, "again\n")
		require.True(t, scan.Scan())
		require.Equal(t, "again", scan.Text())
		l.Close()
		require.Equal(t, begun, time.Now())
	})
}

func TestALogEndsWithoutItsReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader, writer := io.Pipe()
		l := process.NewLog(writer)
		_, _ = io.WriteString(l, "last words\n")
		begun := time.Now()
		l.Close()
		require.Equal(t, 2*time.Second, time.Since(begun))
		_, _ = io.WriteString(l, "after the end\n")
		require.Equal(t, uint64(1), l.Lost())
		require.NoError(t, reader.Close())
	})
}

// The program as it is shipped, with a standard error that is full.
func TestFault093_AProgramGoesOnBesideAFullPipe(t *testing.T) {
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	defer reader.Close()
	p := process.Program[settings]{
		Name: "hearth-test", Defaults: func() settings { return settings{} },
		Serve: func(ctx context.Context, _ settings, log *slog.Logger) error {
			process.Ready(ctx)
			for range 20_000 { // a pipe holds 64 KiB
				log.Info("something has changed in the home")
			}
			return nil
		},
	}
	require.Zero(t, p.Run(t.Context(), []string{"-config", written(t, "")}, io.Discard, writer))
	require.NoError(t, reader.Close())
	require.NoError(t, writer.Close())
}

func TestTheReasonOfAnEndIsTheLastLine(t *testing.T) {
	var stderr strings.Builder
	p := program(func(context.Context, settings) error { return fmt.Errorf("the disk is gone") })
	require.Equal(t, 1, p.Run(t.Context(), []string{"-config", written(t, "")}, io.Discard, &stderr))
	require.Contains(t, stderr.String(), `msg="hearth-test ends" err="the disk is gone"`)
}
