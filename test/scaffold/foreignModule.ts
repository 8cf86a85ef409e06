/** A small module that is not ours, for parts to be added to. */

/** Layered, net/http, database/sql, slog: four packages of somebody else's. It asks for what the generated project asks for. */
export function foreignModule(generated: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([
    ['go.mod', (generated.get('go.mod') ?? '').replace(/^module .*/m, 'module example.com/acme/ledger')],
    ['go.sum', generated.get('go.sum') ?? ''],
    ['main.go', foreignMain],
    ['model/account.go', foreignModel],
    ['repository/account_repository.go', foreignRepository],
    ['service/account_service.go', foreignService],
    ['handler/account_handler.go', foreignHandler],
  ]);
}

export const foreignModel = `package model

import "errors"

// ErrNotFound is in every error about something that is not there.
var ErrNotFound = errors.New("not found")

// Account is one account.
type Account struct {
	ID    int64
	Owner string
}
`;

const foreignRepository = `package repository

import (
	"context"
	"database/sql"
	"fmt"

	"example.com/acme/ledger/model"
)

// AccountRepository keeps accounts.
type AccountRepository struct {
	db *sql.DB
}

// NewAccountRepository returns an AccountRepository.
func NewAccountRepository(db *sql.DB) *AccountRepository {
	return &AccountRepository{db: db}
}

// Get returns one account.
func (r *AccountRepository) Get(ctx context.Context, id int64) (model.Account, error) {
	var found model.Account
	row := r.db.QueryRowContext(ctx, "SELECT id, owner FROM accounts WHERE id = $1", id)
	if err := row.Scan(&found.ID, &found.Owner); err != nil {
		return found, fmt.Errorf("select account %d: %w", id, err)
	}
	return found, nil
}
`;

const foreignService = `package service

import (
	"context"
	"fmt"

	"example.com/acme/ledger/model"
)

// AccountRepository keeps accounts.
type AccountRepository interface {
	Get(ctx context.Context, id int64) (model.Account, error)
}

// AccountService is what can be done with accounts.
type AccountService struct {
	accounts AccountRepository
}

// NewAccountService returns an AccountService.
func NewAccountService(accounts AccountRepository) *AccountService {
	return &AccountService{accounts: accounts}
}

// Owner names the owner of an account.
func (s *AccountService) Owner(ctx context.Context, id int64) (string, error) {
	found, err := s.accounts.Get(ctx, id)
	if err != nil {
		return "", fmt.Errorf("get account %d: %w", id, err)
	}
	return found.Owner, nil
}
`;

const foreignHandler = `package handler

import (
	"log/slog"
	"net/http"
	"strconv"

	"example.com/acme/ledger/service"
)

// AccountHandler serves accounts.
type AccountHandler struct {
	accounts *service.AccountService
	log      *slog.Logger
}

// NewAccountHandler returns an AccountHandler.
func NewAccountHandler(accounts *service.AccountService, log *slog.Logger) *AccountHandler {
	return &AccountHandler{accounts: accounts, log: log}
}

// ServeHTTP answers with the owner of an account.
func (h *AccountHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		http.Error(w, "malformed identifier", http.StatusBadRequest)
		return
	}
	owner, err := h.accounts.Owner(r.Context(), id)
	if err != nil {
		h.log.ErrorContext(r.Context(), "reading an owner failed", "error", err)
		http.Error(w, "something went wrong", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	if _, err := w.Write([]byte(owner)); err != nil {
		h.log.DebugContext(r.Context(), "client went away", "error", err)
	}
}
`;

const foreignMain = `package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stdout, "ledger")
}
`;
