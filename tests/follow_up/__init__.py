"""The follow-up across the CPAS: pages of forms, summaries, and who sees what of them."""
