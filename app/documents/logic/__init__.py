"""How each paper of an event looks: plain values in, the bytes of a PDF out."""
