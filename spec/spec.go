// Package spec keeps the reference of the language and of its tables: prose by
// hand, and ops.md, errors.md and grammar.ebnf generated from the tables so that
// they cannot drift from what the program does.
package spec
