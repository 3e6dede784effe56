"""Signing, certificates, contract registration and follow-up."""
