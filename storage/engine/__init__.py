"""Opens databases: one interface, two engines, migrations, locks."""
