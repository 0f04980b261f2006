"""What the tests stand on: databases, servers, a browser. No test lives here."""
