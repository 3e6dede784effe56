"""Reading running orders and questions."""
