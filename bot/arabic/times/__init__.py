"""Reads a time as people say it: «بكرا الساعة تسعة الصبح», «بعد ساعتين», 18:30."""
