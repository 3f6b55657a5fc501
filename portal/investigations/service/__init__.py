"""What the desk reads of complaints; what it does to them is in portal.complaints."""
