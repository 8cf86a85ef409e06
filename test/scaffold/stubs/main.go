// Command stubs says what protoc-gen-go and protoc-gen-go-grpc make of a contract. It reads {"source", "text", "parameter"} and writes an
// object with the text of each generated file.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"

	"github.com/bufbuild/protocompile"
	"github.com/bufbuild/protocompile/linker"
	"github.com/bufbuild/protocompile/protoutil"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/pluginpb"
)

type contract struct {
	Source    string `json:"source"`
	Text      string `json:"text"`
	Parameter string `json:"parameter"`
}

func main() {
	if err := run(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, input io.Reader, output io.Writer) error {
	var given contract
	if err := json.NewDecoder(input).Decode(&given); err != nil {
		return fmt.Errorf("read input: %w", err)
	}
	compiler := protocompile.Compiler{
		Resolver: protocompile.WithStandardImports(&protocompile.SourceResolver{
			Accessor: protocompile.SourceAccessorFromMap(map[string]string{given.Source: given.Text}),
		}),
		SourceInfoMode: protocompile.SourceInfoStandard,
	}
	files, err := compiler.Compile(ctx, given.Source)
	if err != nil {
		return fmt.Errorf("compile: %w", err)
	}
	request := &pluginpb.CodeGeneratorRequest{
		FileToGenerate: []string{given.Source},
		Parameter:      &given.Parameter,
		ProtoFile:      withImports(files[0]),
	}
	generated := map[string]string{}
	for _, plugin := range []string{
		"protoc-gen-go",
		"protoc-gen-go-grpc",
	} {
		response, err := ask(ctx, plugin, request)
		if err != nil {
			return fmt.Errorf("%s: %w", plugin, err)
		}
		for _, file := range response.GetFile() {
			generated[file.GetName()] = file.GetContent()
		}
	}
	return json.NewEncoder(output).Encode(generated)
}

// withImports lists a file after what it imports, as a plugin wants them.
func withImports(file linker.File) []*descriptorpb.FileDescriptorProto {
	var all []*descriptorpb.FileDescriptorProto

	var add func(one protoreflect.FileDescriptor)
	add = func(one protoreflect.FileDescriptor) {
		for i := range one.Imports().Len() {
			add(one.Imports().Get(i).FileDescriptor)
		}
		descriptor := protoutil.ProtoFromFileDescriptor(one)
		if !slices.ContainsFunc(all, func(known *descriptorpb.FileDescriptorProto) bool {
			return known.GetName() == descriptor.GetName()
		}) {
			all = append(all, descriptor)
		}
	}
	add(file)
	return all
}

func ask(ctx context.Context, plugin string, request *pluginpb.CodeGeneratorRequest) (*pluginpb.CodeGeneratorResponse, error) {
	input, err := proto.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("marshal request: %w", err)
	}
	command := exec.CommandContext(ctx, "go", "tool", plugin)
	command.Stdin = bytes.NewReader(input)
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	var response pluginpb.CodeGeneratorResponse

	if err := proto.Unmarshal(output, &response); err != nil {
		return nil, fmt.Errorf("unmarshal response: %w", err)
	}
	if response.GetError() != "" {
		return nil, fmt.Errorf("plugin: %s", response.GetError())
	}
	return &response, nil
}
