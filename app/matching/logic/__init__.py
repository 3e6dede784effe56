"""Pure decisions about matching: fields, words and scores."""
