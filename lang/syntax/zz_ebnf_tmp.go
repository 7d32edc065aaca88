package syntax

// EBNF placeholder until the grammar text lands.
func EBNF() string { return "" }
