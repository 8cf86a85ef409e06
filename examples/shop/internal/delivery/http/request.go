package http

import (
	"encoding/json"
	"net/http"
	"strconv"

	"example.com/shop/internal/delivery/http/dto"
	"example.com/shop/internal/pkg/validator"
)

const maxBodyBytes = 1 << 20

// decode reads a JSON body of the wanted type and nothing else.
func decode[T any](w http.ResponseWriter, r *http.Request) (T, error) {
	var body T
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&body); err != nil {
		return body, &badRequestError{reason: "The body is not the JSON this needs", cause: err}
	}
	return body, nil
}

// pathID returns the ID in the path; what cannot be an ID cannot be found.
func pathID(r *http.Request) (string, error) {
	id := r.PathValue("id")
	if !validator.IsUUID(id) {
		return "", errNotFound
	}
	return id, nil
}

// pageOf returns page and limit of a list.
func pageOf(r *http.Request) (page, limit int, err error) {
	if page, err = queryInt(r, "page", 1); err != nil {
		return 0, 0, err
	}
	if limit, err = queryInt(r, "limit", dto.DefaultPageSize); err != nil {
		return 0, 0, err
	}
	return max(page, 1), min(max(limit, 1), dto.MaxPageSize), nil
}

func queryInt(r *http.Request, name string, fallback int) (int, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return fallback, nil
	}
	value, err := strconv.Atoi(text)
	if err != nil {
		return 0, &badRequestError{reason: name + " must be a number", cause: err}
	}
	return value, nil
}
