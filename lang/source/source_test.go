package source

import "testing"

func TestPositions(t *testing.T) {
	f := NewFile("a", "\ufeffab\r\n脑电c\n")
	if f.Text[:2] != "ab" {
		t.Fatalf("the byte order mark stayed: %q", f.Text)
	}
	for _, c := range []struct {
		offset int
		want   Position
	}{
		{-1, Position{1, 1}},
		{0, Position{1, 1}},
		{2, Position{1, 3}},
		{4, Position{2, 1}},
		{10, Position{2, 3}},
		{11, Position{2, 4}},
		{12, Position{3, 1}},
		{99, Position{3, 1}},
	} {
		if got := f.Position(c.offset); got != c.want {
			t.Errorf("offset %d is at %v, want %v", c.offset, got, c.want)
		}
	}
	if n := f.Lines(); n != 3 {
		t.Errorf("%d lines, want 3", n)
	}
	for n, want := range map[int]string{1: "ab", 2: "脑电c", 3: ""} {
		if got := f.Line(n); got != want {
			t.Errorf("line %d is %q, want %q", n, got, want)
		}
	}
}

func TestOffset(t *testing.T) {
	f := NewFile("a", "ab\r\n脑电c\n")
	for offset := range len(f.Text) + 1 {
		if offset == 3 {
			continue // between the two bytes of a line end
		}
		p := f.Position(offset)
		if back := f.Offset(p); f.Position(back) != p {
			t.Errorf("offset %d is at %v, which is offset %d", offset, p, back)
		}
	}
	for _, p := range []Position{{0, 1}, {1, 99}, {9, 9}, {2, -1}} {
		if got := f.Offset(p); got < 0 || got > len(f.Text) {
			t.Errorf("%v is offset %d", p, got)
		}
	}
}

func TestUTF16(t *testing.T) {
	f := NewFile("a", "x\n𝛼b\n")
	for offset, want := range map[int]Position{0: {0, 0}, 2: {1, 0}, 6: {1, 2}, 7: {1, 3}, 8: {2, 0}} {
		if got := f.UTF16(offset); got != want {
			t.Errorf("offset %d is at %v, want %v", offset, got, want)
		}
		if back := f.FromUTF16(want); back != offset {
			t.Errorf("%v is offset %d, want %d", want, back, offset)
		}
	}
}

func TestSpanTo(t *testing.T) {
	f, g := NewFile("a", "abcdef"), NewFile("b", "abc")
	a, b := Span{f, 1, 2}, Span{f, 3, 5}
	if got := b.To(a); got != (Span{f, 1, 5}) || got.Text() != "bcde" {
		t.Errorf("got %v", got)
	}
	if got := a.To(Span{g, 0, 1}); got != a {
		t.Errorf("a span of another file gave %v", got)
	}
	if got := (Span{}).To(a); got != a || !(Span{}).IsZero() || (Span{}).Text() != "" {
		t.Errorf("the zero span gave %v", got)
	}
}
