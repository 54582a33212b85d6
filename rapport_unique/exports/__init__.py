"""The follow-up as files for spreadsheets: what they hold, how they are written, who gets them."""
