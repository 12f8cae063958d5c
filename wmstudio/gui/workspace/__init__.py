"""The document, its lanes, and their docks."""
