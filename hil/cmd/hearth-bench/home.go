package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/server"
	"github.com/hearthgrid/hearthgrid/edge/enroll"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// home is a minimal MQTT client: it connects and publishes at QoS 0, as the
// gateways do, with as little work of its own as can be.
type home struct {
	site energy.SiteID
	tls  *tls.Config
}

// enrolAll lets the homes in, as gateways are.
func enrolAll(ctx context.Context, c server.Config, dir string) ([]home, error) {
	var list []home
	for i := range homes {
		site := siteOf(i)
		certificate, roots, err := enroll.Enroll(ctx, enroll.Config{
			Dir: filepath.Join(dir, string(site)), URL: "http://" + c.HTTP, Site: site, ClaimFile: filepath.Join(c.StateDir, "claim"),
		})
		if err != nil {
			return nil, err
		}
		list = append(list, home{site: site, tls: &tls.Config{
			Certificates: []tls.Certificate{certificate}, RootCAs: roots, MinVersion: tls.VersionTLS13,
		}})
	}
	return list, nil
}

const dialWithin = 10 * time.Second

// dial opens a session (MQTT 3.1.1, sections 3.1 and 3.2).
func (h home) dial(ctx context.Context, address string) (*tls.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialWithin)
	defer cancel()
	plain, err := (&tls.Dialer{Config: h.tls}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	conn := plain.(*tls.Conn)
	if err := h.connect(conn); err != nil {
		return nil, errors.Join(fmt.Errorf("connect %s: %w", h.site, err), conn.Close())
	}
	return conn, nil
}

func (h home) connect(conn *tls.Conn) error {
	if err := conn.SetDeadline(time.Now().Add(dialWithin)); err != nil {
		return err
	}
	const clean, keepAliveS = 0x02, 60
	body := append([]byte{0, 4, 'M', 'Q', 'T', 'T', 4, clean, 0, keepAliveS}, prefixed(string(h.site))...)
	if _, err := conn.Write(packet(nil, 0x10, body)); err != nil {
		return err
	}
	var answer [4]byte
	if _, err := io.ReadFull(conn, answer[:]); err != nil {
		return err
	}
	if answer != [4]byte{0x20, 2, 0, 0} {
		return fmt.Errorf("CONNACK is % x: want 20 02 00 00", answer)
	}
	return conn.SetDeadline(time.Time{})
}

// publish appends sample number seq, as a PUBLISH at QoS 0, to buffer.
func (h home) publish(buffer []byte, seq uint64, now time.Time) ([]byte, error) {
	payload, err := wire.EncodeTelemetry(wire.Batch{Site: h.site, Boot: 1, Oldest: 1, Reports: []energy.Report{sample(seq, now)}})
	if err != nil {
		return nil, err
	}
	return packet(buffer, 0x30, append(prefixed(wire.SiteTopic(h.site, wire.LeafTelemetry)), payload...)), nil
}

// packet appends a control packet; its length comes in groups of 7 bits, the
// lowest first (MQTT 3.1.1, section 2.2.3).
func packet(buffer []byte, kind byte, body []byte) []byte {
	buffer = append(buffer, kind)
	n := len(body)
	for ; n >= 0x80; n >>= 7 {
		buffer = append(buffer, byte(n)|0x80)
	}
	return append(append(buffer, byte(n)), body...)
}

func prefixed(s string) []byte { return append([]byte{byte(len(s) >> 8), byte(len(s))}, s...) }

// sample is a full report whose values move, as those of a home do.
func sample(seq uint64, at time.Time) energy.Report {
	move := float64(seq % 977)
	watts := func(w float64) energy.Reading[energy.Watts] { return energy.Read(energy.Watts(w), at) }
	return energy.Report{Seq: seq, Decision: energy.Decision{State: energy.Autonomous}, Snapshot: energy.Snapshot{
		At: at, Battery: watts(1000 + move), Load: watts(-2000 - move), PV: watts(500 + move/2), Grid: watts(-500 + move/2),
		Inverter: watts(1500 + move), MaxCharge: watts(4000), MaxDischarge: watts(5000),
		SoC: energy.Read(energy.Ratio(0.5+move/1e4), at), Capacity: energy.Read(energy.WattHours(10_000), at),
		Temperature: energy.Read(energy.Celsius(20+move/100), at),
		Voltage:     energy.Read(energy.Volts(230+move/1000), at), Frequency: energy.Read(energy.Hertz(50+move/1e5), at),
	}}
}
