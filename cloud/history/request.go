package history

import "github.com/VictoriaMetrics/VictoriaMetrics/lib/prompb"

// requestBytes is about how long a remote write grows: half of what the database takes by
// default (-maxInsertRequestSize), which refuses a longer one for good.
const requestBytes = 16 << 20

// fitting returns how many of the first of series go into one remote write: at least 1 where
// there are any.
func fitting(series []run) (n int) {
	for size := 0; n < len(series); n++ {
		size += bytesOf(&series[n])
		if size > requestBytes && n > 0 {
			break
		}
	}
	return n
}

// bytesOf is about how long r is in a remote write, and not less.
func bytesOf(r *run) int {
	const labels, point = 100, 20 // with their tags and lengths
	return labels + len(r.site) + point*len(r.points)
}

// remoteWrite returns series as the body of one (Prometheus remote write 1.0).
func remoteWrite(series []run) []byte {
	request := prompb.WriteRequest{Timeseries: make([]prompb.TimeSeries, len(series))}
	for i, r := range series {
		request.Timeseries[i] = prompb.TimeSeries{
			Labels:  []prompb.Label{{Name: "__name__", Value: r.metric.String()}, {Name: "site", Value: string(r.site)}},
			Samples: r.points,
		}
	}
	return request.MarshalProtobuf(nil)
}

func samplesOf(series []run) (n int) {
	for i := range series {
		n += len(series[i].points)
	}
	return n
}
