"""SPP IS's side of the year, through the API and the command line."""
