from leads.views.customers import accept, customer, customers, send_back

__all__ = ["accept", "customer", "customers", "send_back"]
