package main

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/compiler/protogen"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/pluginpb"
)

// written returns what is made of a file with one message M.
func written(t *testing.T, m *descriptorpb.DescriptorProto) (string, error) {
	t.Helper()
	m.Name = proto.String("M")
	p, err := protogen.Options{}.New(&pluginpb.CodeGeneratorRequest{FileToGenerate: []string{"x.proto"}, ProtoFile: []*descriptorpb.FileDescriptorProto{{
		Name: proto.String("x.proto"), Package: proto.String("x"), Syntax: proto.String("proto3"),
		Options: &descriptorpb.FileOptions{GoPackage: proto.String("example.org/x;x")}, MessageType: []*descriptorpb.DescriptorProto{m},
	}}})
	require.NoError(t, err)
	if err := file(p, p.Files[0]); err != nil {
		return "", err
	}
	return p.Response().File[0].GetContent(), nil
}

func field(kind descriptorpb.FieldDescriptorProto_Type, change func(*descriptorpb.FieldDescriptorProto)) *descriptorpb.FieldDescriptorProto {
	f := &descriptorpb.FieldDescriptorProto{
		Name: proto.String("power_w"), Number: proto.Int32(1), Type: kind.Enum(), Label: descriptorpb.FieldDescriptorProto_LABEL_OPTIONAL.Enum(),
	}
	if change != nil {
		change(f)
	}
	return f
}

func TestAFieldIsItsPlainType(t *testing.T) {
	f := func(want string, fields *descriptorpb.FieldDescriptorProto, oneofs ...*descriptorpb.OneofDescriptorProto) {
		t.Helper()
		text, err := written(t, &descriptorpb.DescriptorProto{Field: []*descriptorpb.FieldDescriptorProto{fields}, OneofDecl: oneofs})
		require.NoError(t, err)
		require.Contains(t, text, want)
		require.Contains(t, text, "unknownFields []byte")
		require.NotContains(t, text, "import")
	}
	f("PowerW        float64\n", field(descriptorpb.FieldDescriptorProto_TYPE_DOUBLE, nil))
	f("PowerW        []*M\n", field(descriptorpb.FieldDescriptorProto_TYPE_MESSAGE, func(f *descriptorpb.FieldDescriptorProto) {
		f.TypeName, f.Label = proto.String(".x.M"), descriptorpb.FieldDescriptorProto_LABEL_REPEATED.Enum()
	}))
	f("PowerW        *float32\n", field(descriptorpb.FieldDescriptorProto_TYPE_FLOAT, func(f *descriptorpb.FieldDescriptorProto) {
		f.Proto3Optional, f.OneofIndex = proto.Bool(true), proto.Int32(0)
	}), &descriptorpb.OneofDescriptorProto{Name: proto.String("_power_w")})
}

func TestWhatIsNotKnownIsRefused(t *testing.T) {
	f := func(want string, m *descriptorpb.DescriptorProto) {
		t.Helper()
		_, err := written(t, m)
		require.ErrorContains(t, err, want)
	}
	f("M.power_w: its kind sint32 is not known here", &descriptorpb.DescriptorProto{
		Field: []*descriptorpb.FieldDescriptorProto{field(descriptorpb.FieldDescriptorProto_TYPE_SINT32, nil)},
	})
	f("M.power_w: it is a map, or one of several", &descriptorpb.DescriptorProto{
		Field:     []*descriptorpb.FieldDescriptorProto{field(descriptorpb.FieldDescriptorProto_TYPE_BOOL, func(f *descriptorpb.FieldDescriptorProto) { f.OneofIndex = proto.Int32(0) })},
		OneofDecl: []*descriptorpb.OneofDescriptorProto{{Name: proto.String("either")}},
	})
	f("M holds types of its own", &descriptorpb.DescriptorProto{NestedType: []*descriptorpb.DescriptorProto{{Name: proto.String("N")}}})
}
