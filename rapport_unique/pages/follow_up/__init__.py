"""The follow-up: how far the forms have come, by place, by form, by day and by CPAS."""
