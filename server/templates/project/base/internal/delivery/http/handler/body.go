package handler

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// readObject reads a body that holds one JSON object and nothing else.
func readObject(body io.Reader) (map[string]json.RawMessage, error) {
	decoder := json.NewDecoder(body)
	var values map[string]json.RawMessage
	if err := decoder.Decode(&values); err != nil {
		return nil, unreadable(err)
	}
	if values == nil {
		return nil, malformed("The request body must be a JSON object")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, malformed("The request body holds more than one JSON value")
	}
	return values, nil
}

// unreadable says why a body cannot be read, in words about JSON and not about Go.
func unreadable(err error) error {
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return malformed("The request body is not valid JSON: " + syntax.Error() +
			" (byte " + strconv.FormatInt(syntax.Offset, 10) + ")")
	}
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return malformed("The request body must be a JSON object")
	}
	return malformed("The request body is empty or ends too early")
}

// fill puts each value into the field of the body that its name is the tag of. It
// returns what is wrong with which, and nothing when all is well. Each is read on
// its own, so that every misfit is told, and none by a type that only Go knows.
func fill(body any, values map[string]json.RawMessage) map[string]string {
	target := reflect.ValueOf(body).Elem()
	misfits := map[string]string{}
	for name := range values {
		misfits[name] = "is not a field of this route"
	}
	for _, field := range reflect.VisibleFields(target.Type()) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		value, given := values[name]
		if !given || name == "" {
			continue
		}
		delete(misfits, name)
		if err := json.Unmarshal(value, target.FieldByIndex(field.Index).Addr().Interface()); err != nil {
			misfits[name] = "must be " + formOf(field.Type)
		}
	}
	return misfits
}

// formOf is what a value of JSON must be to fit a type.
func formOf(goType reflect.Type) string {
	if goType == reflect.TypeFor[time.Time]() {
		return "a time in the form 2006-01-02T15:04:05Z"
	}
	switch goType.Kind() {
	case reflect.Pointer:
		return formOf(goType.Elem())
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "a whole number of at most " + strconv.Itoa(goType.Bits()) + " bits"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice, reflect.Array:
		return "a list"
	default:
		return "an object"
	}
}
