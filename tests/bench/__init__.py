"""What Hwaksan is measured against; run by `make bench`, never by `make test`."""
