package broker_test

import (
	"net"
	"net/url"

	"crypto/tls"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// breakable is a connection a test can tear like a cable.
type breakable struct{ conn net.Conn }

func breakableDial(options *paho.ClientOptions) *breakable {
	b := &breakable{}
	options.SetCustomOpenConnectionFn(func(uri *url.URL, o paho.ClientOptions) (net.Conn, error) {
		conn, err := net.Dial("tcp", uri.Host)
		if err != nil {
			return nil, err
		}
		b.conn = conn
		config := o.TLSConfig.Clone()
		config.ServerName = uri.Hostname()
		return tls.Client(conn, config), nil
	})
	return b
}

func (b *breakable) cut() { b.conn.Close() }
