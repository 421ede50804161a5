package history

import (
	"io"
	"sync"
	"time"

	"github.com/VictoriaMetrics/VictoriaMetrics/lib/protoparser/native/stream"
)

// parsePoints returns the points of one series in VictoriaMetrics' native
// export format, in no order.
func parsePoints(body io.Reader) ([]Point, error) {
	var (
		mu     sync.Mutex
		points []Point
	)
	err := stream.Parse(body, "", func(block *stream.Block) error {
		mu.Lock()
		defer mu.Unlock()
		for i, at := range block.Timestamps {
			points = append(points, Point{At: time.UnixMilli(at).UTC(), Value: block.Values[i]})
		}
		return nil
	})
	return points, err
}
