"""Investment institutions, their representatives and mandates."""
