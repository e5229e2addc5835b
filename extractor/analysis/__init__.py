"""What many reports say together: across years, between offices, and one report's quality told in words."""
