"""What is true: the rules of the Rapport unique, its forms, and the rows that keep them."""
