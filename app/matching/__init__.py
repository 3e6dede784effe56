"""Who fits whom and why: wishes, scores that explain themselves, and push."""
