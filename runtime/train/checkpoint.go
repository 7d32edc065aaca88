package train

func (r *run) resume() error { return nil }
func (r *run) save() error   { return nil }
