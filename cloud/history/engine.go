package history

import (
	"errors"
	"sync/atomic"

	"github.com/VictoriaMetrics/VictoriaMetrics/lib/protoparser/protoparserutil"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// engineTaken guards what is global already: VictoriaMetrics keeps its flags,
// storage and parser workers in package variables, and ends the process when
// they are started twice.
var engineTaken atomic.Bool

func takeEngine(subject string) error {
	if engineTaken.CompareAndSwap(false, true) {
		return nil
	}
	return &fault.Error{Op: "open history", Kind: fault.Conflict, Subject: subject,
		Hint: "close the other one first, or use another process", Err: errors.New("this process holds a history already")}
}

func releaseEngine() { engineTaken.Store(false) }

// startParsers starts the workers that read the native export format.
func startParsers() { protoparserutil.StartUnmarshalWorkers() }

func stopParsers() { protoparserutil.StopUnmarshalWorkers() }
