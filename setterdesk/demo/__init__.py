"""The demo: two invented clients, their people, and a month of work done through the product's own verbs.

docs/demo.md says who is who, where the invented numbers come from, and why the queue is never empty.
"""
