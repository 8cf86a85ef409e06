// Package validator checks the validate tags of structs and says what is wrong
// in words for the caller of an API.
package validator

import (
	"errors"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"
)

// Validator checks structs. It is safe for concurrent use.
type Validator struct {
	validate *validator.Validate
}

// New returns a Validator that calls fields what their json tags call them.
func New() *Validator {
	validate := validator.New(validator.WithRequiredStructEnabled())
	validate.RegisterTagNameFunc(func(field reflect.StructField) string {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			return field.Name
		}
		return name
	})
	return &Validator{validate: validate}
}

// Validate returns what is wrong with which field of a struct, and nothing when
// all is well.
func (v *Validator) Validate(body any) map[string]string {
	err := v.validate.Struct(body)
	if err == nil {
		return nil
	}
	invalid, ok := errors.AsType[validator.ValidationErrors](err)
	if !ok {
		return map[string]string{"body": err.Error()}
	}
	fields := make(map[string]string, len(invalid))
	for _, field := range invalid {
		fields[field.Field()] = explain(field)
	}
	return fields
}

func explain(field validator.FieldError) string {
	switch field.Tag() {
	case "required":
		return "is required"
	case "email":
		return "must be an e-mail address"
	case "min":
		return "must have at least " + field.Param() + " characters"
	case "max":
		return "must have at most " + field.Param() + " characters"
	case "uuid":
		return "must be a UUID"
	case "alphanum":
		return "must be letters and digits only"
	case "oneof":
		return "must be one of " + strings.ReplaceAll(field.Param(), " ", ", ")
	default:
		return "breaks the rule " + field.Tag()
	}
}
