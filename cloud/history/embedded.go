package history

import (
	"errors"
	"flag"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/VictoriaMetrics/VictoriaMetrics/app/vminsert"
	insert "github.com/VictoriaMetrics/VictoriaMetrics/app/vminsert/common"
	"github.com/VictoriaMetrics/VictoriaMetrics/app/vmselect"
	"github.com/VictoriaMetrics/VictoriaMetrics/app/vmstorage"
	"github.com/VictoriaMetrics/VictoriaMetrics/lib/logger"
	"github.com/VictoriaMetrics/VictoriaMetrics/lib/storage"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// dataFlush is how long the embedded database may hold samples in memory only. What it
// merges there it does not write and read and merge again; the journal has it meanwhile.
const dataFlush = 20 * time.Second

// reserve is the free disk space below which the embedded database refuses
// samples, so that it can still write out what it took. The journal keeps them.
const reserve = 64 << 20

// EmbeddedConfig says where the database inside this process lives and how
// much it may use.
type EmbeddedConfig struct {
	Dir         string
	Retention   time.Duration // of samples; at least 24 h
	MemoryBytes int64         // of caches; read once per process
	AnswerBytes int64         // the largest answer kept in memory
}

// DefaultEmbedded returns the settings for a database in dir on a small
// machine: 400 days, 256 MiB of caches, answers up to 64 MiB.
func DefaultEmbedded(dir string) EmbeddedConfig {
	return EmbeddedConfig{Dir: dir, Retention: 400 * 24 * time.Hour, MemoryBytes: 256 << 20, AnswerBytes: 64 << 20}
}

// Validate names the first thing wrong with c.
func (c EmbeddedConfig) Validate() error {
	wrong := ""
	switch {
	case c.Dir == "":
		wrong = "no directory is given"
	case c.Retention < 24*time.Hour:
		wrong = fmt.Sprintf("retention of %s: want at least 24h", c.Retention)
	case c.MemoryBytes < 16<<20:
		wrong = fmt.Sprintf("memory of %d bytes: want at least 16 MiB", c.MemoryBytes)
	case c.AnswerBytes <= 0:
		wrong = fmt.Sprintf("answers of %d bytes: want more than 0", c.AnswerBytes)
	default:
		return nil
	}
	return &fault.Error{Op: "open history", Kind: fault.Invalid, Subject: c.Dir, Hint: "DefaultEmbedded has settings that work", Err: errors.New(wrong)}
}

// Embedded is VictoriaMetrics inside this process, and the transport to it. It
// opens no port.
type Embedded struct {
	limit int64
	batch batch // of insert

	mu     sync.RWMutex // held for reading by every request
	closed bool
}

// OpenEmbedded opens the database of c.Dir, which it makes if absent. It fails
// with fault.Conflict where the process holds a history already.
func OpenEmbedded(c EmbeddedConfig) (*Embedded, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if err := takeEngine(c.Dir); err != nil {
		return nil, err
	}
	if err := c.setFlags(); err != nil {
		releaseEngine()
		return nil, &fault.Error{Op: "open history", Kind: fault.Internal, Subject: c.Dir, Err: err}
	}
	start()
	return &Embedded{limit: c.AnswerBytes}, nil
}

// setFlags is the only way VictoriaMetrics takes settings: through the
// process's own flag set.
func (c EmbeddedConfig) setFlags() error {
	for name, value := range map[string]string{
		"storageDataPath":               c.Dir,
		"storage.minFreeDiskSpaceBytes": strconv.Itoa(reserve),
		"retentionPeriod":               fmt.Sprintf("%dh", c.Retention/time.Hour),
		"memory.allowedBytes":           strconv.FormatInt(c.MemoryBytes, 10),
		"search.disableCache":           "true",
		"search.latencyOffset":          "0s",
		"search.maxExportDuration":      patience.String(),
		"loggerLevel":                   "WARN",
	} {
		if err := flag.Set(name, value); err != nil {
			return fmt.Errorf("set %s to %q: %w", name, value, err)
		}
	}
	if flag.Parsed() {
		return nil
	}
	return flag.CommandLine.Parse(nil)
}

func start() {
	logger.InitNoLogFlags()
	storage.SetDedupInterval(time.Millisecond)
	storage.SetDataFlushInterval(dataFlush)
	vmstorage.Init(keepNoResults)
	vmselect.Init()
	insert.StartIngestionRateLimiter(0)
	vminsert.Init()
}

// keepNoResults stands where the database would drop cached query results for
// samples older than five minutes. Homes fill gaps of hours, so no results are
// cached (search.disableCache) and none have to be dropped.
func keepNoResults([]storage.MetricRow) {}

// Close waits for the requests that run, writes everything to disk and ends
// the database. Later requests fail.
func (e *Embedded) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil
	}
	e.closed = true
	vminsert.Stop()
	insert.StopIngestionRateLimiter()
	vmstorage.Stop()
	vmselect.Stop()
	releaseEngine()
	return nil
}

// RoundTrip answers one request from the database, without a network.
func (e *Embedded) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body != nil {
		defer request.Body.Close()
	}
	if err := request.Context().Err(); err != nil {
		return nil, err
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.closed {
		return nil, errors.New("the embedded history is closed")
	}
	w := &answer{header: http.Header{}, limit: e.limit}
	serve(w, asServed(request))
	return w.response(request)
}

// asServed returns request as a server would have received it.
func asServed(request *http.Request) *http.Request {
	served := request.Clone(request.Context())
	served.RequestURI = request.URL.RequestURI()
	served.RemoteAddr = "embedded"
	if served.Body == nil {
		served.Body = http.NoBody
	}
	return served
}

func serve(w http.ResponseWriter, r *http.Request) {
	if vminsert.RequestHandler(w, r) || vmselect.RequestHandler(w, r) || vmstorage.RequestHandler(w, r) {
		return
	}
	http.NotFound(w, r)
}
