package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func TestOneLineNamesSubjectCauseAndWayOut(t *testing.T) {
	err := &fault.Error{Op: "bind", Kind: fault.Conflict, Subject: "127.0.0.1:8080", Hint: "try --port-offset", Err: errors.New("address in use")}
	require.Equal(t, "bind 127.0.0.1:8080: address in use (try --port-offset)", err.Error())
}

func TestKindAndHintComeFromTheChain(t *testing.T) {
	inner := &fault.Error{Op: "dial", Kind: fault.Unreachable, Hint: "check the cable"}
	err := fmt.Errorf("read meter: %w", &fault.Error{Op: "poll", Kind: fault.Stale, Err: inner})
	require.Equal(t, fault.Stale, fault.KindOf(err))
	require.Equal(t, "check the cable", fault.HintOf(err))
	require.Equal(t, fault.Internal, fault.KindOf(errors.New("plain")))
	require.ErrorIs(t, err, inner)
}

// TestUnknownOutcomeIsNotRetryable: sent without an answer may have happened.
func TestUnknownOutcomeIsNotRetryable(t *testing.T) {
	for k := fault.Internal; k <= fault.Corrupt; k++ {
		require.Equal(t, k == fault.Busy || k == fault.Unreachable, k.Retryable(), k.String())
	}
}
