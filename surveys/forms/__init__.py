"""All input of people passes a form of this package."""
