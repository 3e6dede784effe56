"""The demo season: the real events of June 2023, loaded through the services the pages use."""
