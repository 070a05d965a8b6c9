"""What a machine is and has, as it really is (B8): one interface, and a module for each platform behind it."""
