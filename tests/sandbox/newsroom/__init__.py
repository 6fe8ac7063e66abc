"""The newsroom: feed, pages, photos, REST, faults, acts."""
