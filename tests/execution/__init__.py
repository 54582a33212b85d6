"""How operations are run: plans and kept documents answer as graphql-core does."""
