package order_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"example.com/shop/internal/domain/order"
	orderusecase "example.com/shop/internal/usecase/order"
)

// repository keeps orders in memory; the expiry reads it concurrently.
type repository struct {
	mu     sync.Mutex
	orders map[string]*order.Order
}

func (r *repository) Create(_ context.Context, o *order.Order) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	o.ID = "order-1"
	r.orders[o.ID] = o
	return nil
}

func (r *repository) GetByID(_ context.Context, id string) (*order.Order, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if o, ok := r.orders[id]; ok {
		return o, nil
	}
	return nil, &order.NotFoundError{Resource: "order", Key: id}
}

func (r *repository) ListByUser(_ context.Context, userID string, _ int) ([]order.Summary, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var summaries []order.Summary
	for _, o := range r.orders {
		if o.UserID == userID {
			summaries = append(summaries, order.Summary{ID: o.ID, Status: o.Status, Total: o.Total()})
		}
	}
	return summaries, nil
}

func (r *repository) UpdateStatus(_ context.Context, o *order.Order) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.orders[o.ID] = o
	return nil
}

func (r *repository) PendingBefore(context.Context, time.Time, int) ([]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	ids := make([]string, 0, len(r.orders))
	for id := range r.orders {
		ids = append(ids, id)
	}
	return ids, nil
}

// customers is the set of users who may order.
type customers map[string]bool

func (c customers) IsActive(_ context.Context, userID string) (bool, error) { return c[userID], nil }

// publisher remembers events, or fails when it has an error.
type publisher struct {
	events []order.Event
	err    error
}

func (p *publisher) Publish(_ context.Context, event order.Event) error {
	p.events = append(p.events, event)
	return p.err
}

var oneTea = []order.Item{{SKU: "tea", Quantity: 1, UnitPrice: order.Money{Cents: 250, Currency: "EUR"}}}

func newService() (*orderusecase.Service, *repository, *publisher) {
	r := &repository{orders: map[string]*order.Order{}}
	p := &publisher{}
	return orderusecase.NewService(r, customers{"user-1": true}, p, slog.New(slog.DiscardHandler)), r, p
}

func TestService_Place(t *testing.T) {
	t.Parallel()
	service, repository, publisher := newService()

	o, err := service.Place(t.Context(), "user-1", oneTea)
	if err != nil {
		t.Fatalf("Place: %v", err)
	}

	if repository.orders[o.ID] == nil {
		t.Error("the order is not stored")
	}
	if len(publisher.events) != 1 || publisher.events[0].OrderID != o.ID {
		t.Errorf("got events %v, want one for %s", publisher.events, o.ID)
	}
}

func TestService_PlaceRefuses(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		userID string
		items  []order.Item
		want   error
	}{
		"customers who are not active": {userID: "user-2", items: oneTea, want: order.ErrCustomerInactive},
		"orders without lines":         {userID: "user-1", want: order.ErrEmpty},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service, _, publisher := newService()

			if _, err := service.Place(t.Context(), tt.userID, tt.items); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if len(publisher.events) != 0 {
				t.Errorf("got events %v, want none", publisher.events)
			}
		})
	}
}

func TestService_PlaceReportsALostEvent(t *testing.T) {
	t.Parallel()
	service, _, publisher := newService()
	publisher.err = errors.New("connection refused")

	if _, err := service.Place(t.Context(), "user-1", oneTea); !errors.Is(err, publisher.err) {
		t.Errorf("got %v, want %v", err, publisher.err)
	}
}

func TestService_CancelOnce(t *testing.T) {
	t.Parallel()
	service, _, _ := newService()
	o, err := service.Place(t.Context(), "user-1", oneTea)
	if err != nil {
		t.Fatalf("Place: %v", err)
	}

	if _, err := service.Cancel(t.Context(), o.ID); err != nil {
		t.Fatalf("Cancel: %v", err)
	}
	if _, err := service.Cancel(t.Context(), o.ID); !errors.Is(err, order.InvalidTransition) {
		t.Errorf("got %v, want %v", err, order.InvalidTransition)
	}
}

func TestExpiry_OneFailureDoesNotKeepTheOthers(t *testing.T) {
	t.Parallel()
	service, repository, _ := newService()
	repository.orders["old"] = &order.Order{ID: "old", Status: order.StatusPending}
	repository.orders["done"] = &order.Order{ID: "done", Status: order.StatusFulfilled}

	err := orderusecase.NewExpiry(repository, service).Run(t.Context(), time.Unix(0, 0))

	if !errors.Is(err, order.InvalidTransition) {
		t.Errorf("got %v, want %v", err, order.InvalidTransition)
	}
	if got := repository.orders["old"].Status; got != order.StatusCancelled {
		t.Errorf("got %s, want %s", got, order.StatusCancelled)
	}
}

// statistics knows one day only.
type statistics struct{}

func (statistics) CountByStatus(context.Context, time.Time) (map[order.Status]int, error) {
	return map[order.Status]int{order.StatusFulfilled: 2}, nil
}

func (statistics) Revenue(_ context.Context, _ time.Time, currency string) (order.Money, error) {
	return order.Money{Cents: 500, Currency: currency}, nil
}

// reportCache holds one report at most.
type reportCache struct {
	report *order.Report
}

func (c *reportCache) Get(_ context.Context, day time.Time) (*order.Report, error) {
	if c.report == nil {
		return nil, &order.NotFoundError{Resource: "report", Key: day.Format(time.DateOnly)}
	}
	return c.report, nil
}

func (c *reportCache) Set(_ context.Context, report *order.Report) error {
	c.report = report
	return nil
}

func TestReports_Daily(t *testing.T) {
	t.Parallel()
	cache := &reportCache{}
	reports := orderusecase.NewReports(statistics{}, cache, "EUR", slog.New(slog.DiscardHandler))

	report, err := reports.Daily(t.Context(), time.Date(2025, time.March, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatalf("Daily: %v", err)
	}

	if report.Orders[order.StatusFulfilled] != 2 || report.Revenue.Cents != 500 {
		t.Errorf("got %+v, want 2 fulfilled orders worth 500 cents", report)
	}
	if cache.report != report {
		t.Error("the report is not cached")
	}
}
