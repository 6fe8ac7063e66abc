"""What is handed out: the wheel, the units, the image, the page for those who run it."""
