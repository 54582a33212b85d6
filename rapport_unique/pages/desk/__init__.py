"""The desk of SPP IS: a campaign is opened, granted, extended, closed and acknowledged here."""
