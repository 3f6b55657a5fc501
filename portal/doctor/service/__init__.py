"""What the doctor looks at: settings, stores, machine, mail, and names in the DNS."""
