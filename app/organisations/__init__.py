"""Institutions, centres and sub-centres, their verification and relations."""
