"""What readers see: charts with a text alternative, and questions."""
