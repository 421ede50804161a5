package fieldbus

import (
	"encoding/binary"
	"time"

	"github.com/goburrow/modbus"
)

// Lengths of RTU frames: unit, function and checksum are 4 bytes.
const (
	rtuRefusal = 5
	rtuWritten = 8
)

// bus is what a serial line has and a connection has not. The zero value is a
// connection.
type bus struct {
	shared    bool          // cannot be closed to be rid of late answers: drained
	remote    bool          // behind a connection, which may be dead
	character time.Duration // time of one byte on the wire
	gap       time.Duration // silence between frames
}

// airtime is how long a request frame of n bytes and the longest answer to it
// take.
func (b bus) airtime(n int, asked *block) time.Duration {
	return b.character * time.Duration(n+rtuWritten+2*asked.count)
}

// rtuFraming is goburrow's RTU packager without its transport. Only the owner
// uses it, so the unit may be set for each request.
type rtuFraming struct{ *modbus.RTUClientHandler }

func newRTUFraming() *rtuFraming { return &rtuFraming{modbus.NewRTUClientHandler("")} }

func (f *rtuFraming) encode(unit uint8, pdu *modbus.ProtocolDataUnit) ([]byte, error) {
	f.SlaveId = unit
	return f.Encode(pdu)
}

func (f *rtuFraming) need(request, got []byte) (int, error) {
	switch {
	case len(got) > 0 && got[0] != request[0]:
		return 0, malformed("answer is of unit %d, asked unit %d", got[0], request[0])
	case len(got) < 2:
		return rtuRefusal, nil // the shortest answer there is
	case got[1] == request[1]|failed:
		return rtuRefusal, nil
	case got[1] != request[1]:
		return 0, malformed("answer has function %d, asked for %d", got[1], request[1])
	case request[1] == modbus.FuncCodeWriteMultipleRegisters:
		return rtuWritten, nil
	}
	return needRead(request, got)
}

// needRead is need of the answer to a read, whose third byte counts its data.
func needRead(request, got []byte) (int, error) {
	data := 2 * int(binary.BigEndian.Uint16(request[4:]))
	if len(got) > 2 && int(got[2]) != data {
		return 0, malformed("answer has %d bytes of data, asked for %d", got[2], data)
	}
	return rtuRefusal + data, nil
}

func (f *rtuFraming) decode(request, answer []byte) (*modbus.ProtocolDataUnit, error) {
	if err := f.Verify(request, answer); err != nil {
		return nil, malformed("%v", err)
	}
	pdu, err := f.Decode(answer)
	if err != nil {
		return nil, malformed("%v", err)
	}
	return pdu, nil
}
