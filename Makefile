# Two commands matter to a newcomer: `make run` and `make test`.
# They need Go and gcc, nothing else; without gcc, CGO_ENABLED=0 works too.

GO ?= go
# Version control may be absent or owned by another user; the build does not need it.
export GOFLAGS := -buildvcs=false

TOOL := $(GO) tool -modfile=.ci/tools/go.mod

.PHONY: run build test bench bench-peer lint fmt docs ci clean

run: build
	bin/eegp run examples/first_look.eegp

build:
	$(GO) build -o bin/eegp ./cmd/eegp

test:
	$(GO) test -timeout 20m ./...

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

# Side by side with PyTorch, in turns; needs a python3 with torch, such as Debian's python3-torch.
bench-peer: build
	spec/bench/compare.py --eegp bin/eegp

lint:
	$(GO) vet ./...
	@files="$$($(TOOL) gofumpt -l cmd compiler lang runtime spec stdlib)"; \
	  if [ -n "$$files" ]; then echo "not formatted (make fmt mends it):"; echo "$$files"; exit 1; fi
	$(TOOL) staticcheck ./...
	$(GO) run ./cmd/eegp fmt --check examples stdlib

fmt:
	$(TOOL) gofumpt -w cmd compiler lang runtime spec stdlib
	$(GO) run ./cmd/eegp fmt examples stdlib

# Rewrites what is generated from the tables: spec/ops.md, spec/errors.md, spec/grammar.ebnf.
docs:
	$(GO) test ./spec -run TestGenerated -update

ci:
	.ci/run

clean:
	rm -rf bin
