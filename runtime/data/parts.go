package data

// Parts are the files that a recording consists of besides its own: the samples
// and markers of BrainVision, the samples of EEGLAB. A recording that cannot be
// read has none.
func Parts(path string) []string {
	b, file, p := openBlob(path)
	if p != nil {
		return nil
	}
	defer func() { _ = file.Close() }() // only read from
	head := b.head()
	var parts []*blob
	switch {
	case isBrainVision(head):
		v := &vision{b: b, sections: iniSections(b.slice(0, min(b.size, maxMetadata)))}
		if v.header() == nil && v.files() == nil {
			parts = append(parts, v.data, v.markers)
		}
	case isEEGLAB(b, head):
		if m, p := openMAT(b); p == nil {
			e := newEEGLAB(b, m)
			if e.header() == nil {
				parts = append(parts, e.data)
			}
		}
	}
	var paths []string
	for _, part := range parts {
		if part != nil {
			paths = append(paths, part.path)
		}
	}
	return paths
}
