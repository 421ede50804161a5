package fieldbus

import (
	"fmt"
	"time"
)

// Serial is how a serial line is set. Defaults are 9600 baud, 8 data bits, no
// parity, 1 stop bit: what meters and inverters leave the factory with, though
// SER 2.5.1 would have even parity.
type Serial struct {
	Baud     int
	DataBits int
	Parity   string // "N", "E" or "O"
	StopBits int
}

func (s Serial) filled() Serial {
	return Serial{
		Baud:     orElse(s.Baud, 9600),
		DataBits: orElse(s.DataBits, 8),
		Parity:   orElse(s.Parity, "N"),
		StopBits: orElse(s.StopBits, 1),
	}
}

// validate tells which setting no serial line has; kind Invalid.
func (s Serial) validate(subject string) error {
	s = s.filled()
	switch {
	case s.Baud < 300:
		return refuse(subject, fmt.Sprintf("baud rate %d", s.Baud), "use 9600, 19200, 38400, 57600 or 115200")
	case s.DataBits != 8:
		return refuse(subject, fmt.Sprintf("%d data bits", s.DataBits), "Modbus RTU has 8")
	case s.Parity != "N" && s.Parity != "E" && s.Parity != "O":
		return refuse(subject, fmt.Sprintf("parity %q", s.Parity), `use "N", "E" or "O"`)
	case s.StopBits != 1 && s.StopBits != 2:
		return refuse(subject, fmt.Sprintf("%d stop bits", s.StopBits), "use 1 or 2")
	}
	return nil
}

// character is the time one byte takes on the wire: start, data, parity and
// stop bits, which SER 2.5.1 makes 11 and most meters 10.
func (s Serial) character() time.Duration {
	bits := 1 + s.DataBits + s.StopBits
	if s.Parity != "N" {
		bits++
	}
	return time.Duration(bits) * time.Second / time.Duration(s.Baud)
}

// gap is the silence that separates frames: 3.5 characters, and 1.75 ms above
// 19200 baud (SER 2.5.1.1).
func (s Serial) gap() time.Duration {
	if s.Baud > 19200 {
		return 1750 * time.Microsecond
	}
	return s.character() * 7 / 2
}

// bus is the line so set.
func (s Serial) bus() bus {
	return bus{shared: true, character: s.character(), gap: s.gap()}
}
