"""An SMS panel of our own: Kavenegar's methods, its lines and credit, and the phones at the other end."""
